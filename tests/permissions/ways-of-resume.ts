import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** Whoever may see it, whatever the profile and the account of the owner are: its visibility is its own. */
const toResume = (name: string, covers: readonly string[], query: string): WayIn => ({
  ...{ name, covers, audience: 'EVERYBODY' },
  look: async ({ ask, of }) =>
    mentions(await ask(query, { resumeId: of.resumeId, token: of.resumeToken, word: of.word }), of.word),
});

/** A file of the public resume, by the address that the viewer asks for. */
const FILE = 'query ($resumeId: ID!) { exportResume(id: $resumeId, format: JSON) { url } }';

/** Ways in of the resume domain. */
export const waysOfResume: DomainWays = {
  ways: [
    toResume(
      'a public resume by its id',
      ['Query.resume', '@Resume'],
      'query ($resumeId: ID!) { resume(id: $resumeId) { title summary } }',
    ),
    {
      name: 'the owner of a resume',
      covers: ['Resume.owner'],
      audience: 'EVERYBODY',
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($resumeId: ID!) { resume(id: $resumeId) { owner { id } } }', { resumeId: of.resumeId }),
          of.person.id,
        ),
    },
    toResume(
      'resumes of a person',
      ['Query.resumes'],
      'query ($id: ID!) { resumes(userId: $id) { edges { node { title } } } }',
    ),
    toResume(
      'the resumes of a user',
      ['User.resumes'],
      'query ($id: ID!) { user(id: $id) { resumes { edges { node { title } } } } }',
    ),
    toResume(
      'resumes that have a word',
      ['Query.searchResumes'],
      'query ($word: String!) { searchResumes(query: $word) { edges { node { title } } } }',
    ),
    toResume(
      'a resume by a link',
      ['Query.resumeByLink'],
      'query ($token: String!) { resumeByLink(token: $token) { title } }',
    ),
    {
      name: 'a file with a resume',
      covers: [...['Query.exportResume', 'GET /resumes/:id.json', 'GET /resumes/:id.pdf', 'GET /resumes/:id.md']],
      audience: 'EVERYBODY',
      async look({ ask, fetch, of }) {
        const { exportResume } = await ask(FILE, { resumeId: of.resumeId });
        return (
          exportResume?.url != null && (await fetch(new URL(exportResume.url, 'http://gateway').href)).includes(of.word)
        );
      },
    },
  ],
  harmless: {
    'Query.resumeVersions': 'only of resumes of the viewer',
    'Subscription.resumeUpdated': 'only of resumes of the viewer',
    'GET /r/:token': 'the resume of Query.resumeByLink, by the same function; whoever has the link is a visitor here',
  },
};
