import type { Viewer } from './rule.ts';
import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** Those who have saved the owner's project, and whom the owner has invited to it. */
const OTHERS: readonly Viewer[] = ['friend', 'blocked', 'blocker'];

/** A way to what the owner has in projects by a query; by default to the word. */
const toMarket = (
  name: string,
  covers: readonly string[],
  query: string,
  { to = 'word', ...more }: Partial<WayIn> & { readonly to?: 'word' | 'person' } = {},
): WayIn => ({
  ...{ name, covers, audience: 'EVERYBODY' },
  look: async ({ ask, of, hub }) =>
    mentions(
      await ask(query, {
        ...{ projectId: of.projectId, proposalId: of.proposalId, questionId: of.questionId },
        ...{ hub: hub.id, word: of.word },
      }),
      to === 'word' ? of.word : of.person.id,
    ),
  ...more,
});

const TITLES = 'edges { node { title } }';

/** Ways in of the projects domain. */
export const waysOfProjects: DomainWays = {
  ways: [
    toMarket(
      'a project by its id',
      ['Query.project', '@Project'],
      'query ($projectId: ID!) { project(id: $projectId) { title } }',
    ),
    toMarket(
      'the client of a project',
      ['Project.client'],
      'query ($projectId: ID!) { project(id: $projectId) { client { id } } }',
      { to: 'person' },
    ),
    toMarket('the newest projects', ['Query.projects'], `{ projects(first: 100) { ${TITLES} } }`),
    toMarket(
      'the projects with the highest budget',
      ['Query.projects'],
      `{ projects(first: 100, sort: BUDGET_HIGHEST, filter: { currency: "EUR" }) { ${TITLES} } }`,
    ),
    toMarket(
      'projects that have a word',
      ['Query.searchProjects'],
      `query ($word: String!) { searchProjects(query: $word) { ${TITLES} } }`,
    ),
    toMarket(
      'the projects of a user',
      ['User.projects'],
      `query ($id: ID!) { user(id: $id) { projects { ${TITLES} } } }`,
    ),
    toMarket('what the viewer has saved', ['Query.savedProjects'], `{ savedProjects(first: 100) { ${TITLES} } }`, {
      reaches: OTHERS,
    }),
    toMarket(
      'what the viewer is invited to',
      ['Query.invitedProjects'],
      `{ invitedProjects(first: 100) { ${TITLES} } }`,
      { reaches: OTHERS },
    ),
    toMarket(
      'a question about a project',
      ['ProjectQuestion.author', '@ProjectQuestion'],
      'query ($hub: ID!) { user(id: $hub) { projects { edges { node { questions(first: 100) { edges { node { author { id } } } } } } } } }',
      { to: 'person' },
    ),
    toMarket(
      'a proposal by its id',
      ['Query.proposal', '@Proposal'],
      'query ($proposalId: ID!) { proposal(id: $proposalId) { coverLetter } }',
      { audience: 'SELF' },
    ),
    toMarket(
      'who has sent a proposal',
      ['Proposal.freelancer'],
      `query ($hub: ID!) { user(id: $hub) { projects { edges { node {
        proposals(first: 100) { edges { node { freelancer { id } } } } viewerProposal { freelancer { id } } } } } } }`,
      { audience: 'SELF', to: 'person' },
    ),
    toMarket(
      'the proposals of a user',
      ['User.proposals'],
      'query ($id: ID!) { user(id: $id) { proposals(first: 100) { edges { node { coverLetter } } } } }',
      { audience: 'SELF' },
    ),
    {
      name: 'the changes of a project',
      covers: ['Subscription.projectUpdated'],
      audience: 'SIGNED_IN',
      look: async ({ hear, of }) =>
        mentions(
          await hear(
            `subscription ($projectId: ID!, $after: String) {
              projectUpdated(projectId: $projectId, after: $after) { project { title } } }`,
            { projectId: of.projectId, after: of.projectCursor },
          ),
          of.word,
        ),
    },
  ],
  harmless: {
    'Query.projectAlerts': 'searches that the viewer has saved',
    '@ProjectAlert': 'searches that the viewer has saved',
    'Query.proposalsCursor': 'a position in the log of the viewer',
    'Subscription.proposalReceived': 'proposals that the viewer receives; each is read as `Query.proposal` reads it',
    'ProjectInvitation.user': 'whom the viewer has invited, without who is hidden from them',
    'User.clientRating': 'a mean and a count, which name nobody',
    'User.freelancerRating': 'a mean and a count, which name nobody',
    'Contract.client': 'read by the two parties of a contract only, who stay parties whatever comes between them',
    'Contract.freelancer': 'read by the two parties of a contract only, who stay parties whatever comes between them',
    '@Contract': 'read by the two parties of a contract only',
    'Query.contract': 'read by the two parties of a contract only',
    'Query.contracts': 'contracts of the viewer',
    'User.contracts': 'contracts of the viewer; null of others',
    'Subscription.contractUpdated': 'read by the two parties of a contract only',
    '@Milestone': 'read by the two parties of a contract only',
    '@ContractDispute': 'read by the two parties of a contract only, and by finance',
    'Query.contractDisputes': 'read by finance only',
    '@ContractReview': 'shown with its subject, and across no block: subgraphs/projects/contract-reviews.test.ts',
    'User.contractReviews': 'by the rule of @ContractReview',
    'ContractReview.author': 'who wrote what @ContractReview shows',
    'ContractReview.subject': 'of whom @ContractReview speaks',
  },
};
