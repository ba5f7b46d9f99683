import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** That somebody has an account, and since when, says nothing about anybody: a block does not hide it. */
const account = {
  audience: 'EVERYBODY',
  exceptions: [
    {
      viewers: ['blocked', 'blocker'],
      owners: ['PUBLIC', 'PRIVATE', 'FRIENDS', 'HIDDEN'],
      isSeen: true,
      reason: 'open to visitors',
    },
  ],
} as const satisfies Pick<WayIn, 'audience' | 'exceptions'>;

const PRIVATE = 'email phone dateOfBirth roles emailVerified isEmailRefused phoneVerified suspension { reason }';

/** Ways in of the auth domain. */
export const waysOfAuth: DomainWays = {
  ways: [
    {
      name: 'an account by its id',
      covers: ['Query.user', 'User.createdAt'],
      ...account,
      look: async ({ ask, of }) =>
        mentions(await ask('query ($id: ID!) { user(id: $id) { id createdAt } }'), of.person.id),
    },
    {
      name: 'accounts by their ids',
      covers: ['Query.users'],
      ...account,
      look: async ({ ask, of }) => mentions(await ask('query ($id: ID!) { users(ids: [$id]) { id } }'), of.person.id),
    },
    {
      name: 'the account behind a reference of another domain',
      covers: ['@User'],
      ...account,
      audience: 'SIGNED_IN',
      reaches: ['self', 'friend', 'stranger', 'moderator'],
      exceptions: [],
      async look({ ask, of, hub }) {
        const query =
          'query ($hub: ID!) { user(id: $hub) { friends(first: 100) { edges { node { id createdAt } } } } }';
        const { user } = await ask(query, { hub: hub.id });
        const edges: { node: { id: string; createdAt: string } | null }[] = user?.friends?.edges ?? [];
        return edges.some(({ node }) => node?.id === of.person.id && node.createdAt !== null);
      },
    },
    {
      name: 'an account by a search',
      covers: ['Query.searchUsers'],
      audience: 'SELF',
      exceptions: [{ viewers: ['self'], isSeen: false, reason: 'for administrators only' }],
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($id: String!) { searchUsers(query: $id) { edges { node { id } } } }', { id: of.person.id }),
          of.person.id,
        ),
    },
    {
      name: 'the private fields of an account',
      covers: [
        'email',
        'phone',
        'dateOfBirth',
        'roles',
        'emailVerified',
        'isEmailRefused',
        'phoneVerified',
        'suspension',
        'identities',
        'passkeys',
        'sessions',
      ].map((field) => `User.${field}`),
      audience: 'SELF',
      async look({ ask }) {
        const query = `query ($id: ID!) { user(id: $id) { ${PRIVATE} identities { subject } passkeys { id }
          sessions(first: 1) { edges { node { id } } } } }`;
        return Object.values((await ask(query)).user ?? {}).some((value) => value !== null);
      },
    },
    {
      name: 'oneself',
      covers: ['Query.me', 'Query.sessions', 'Query.securityEvents'],
      audience: 'SELF',
      async look({ ask, of }) {
        const { me, sessions, securityEvents } = await ask(
          '{ me { id } sessions(first: 1) { edges { node { id } } } securityEvents(first: 1) { edges { node { id } } } }',
        );
        return me?.id === of.person.id && sessions !== null && securityEvents !== null;
      },
    },
  ],
  harmless: {
    'Query.dataExport': 'only of the viewer',
    'Query.validateTelegramInitData': 'reads what the caller sent',
    'Query.verifyToken': 'reads what the caller sent',
    'Query.oauthProviders': 'a setting',
    'AuthSession.user': 'only in the payload of a sign-in',
    '@Session': 'only of the viewer, see Query.sessions',
    'GET /.well-known/jwks.json': 'keys of the server',
    'GET /exports/:id': 'whoever has the signed link of a person has it from them, and it ends with their account',
    'GET /oauth/:provider/callback': 'a redirect',
    'POST /auth/introspect': 'reads what the caller sent, for services with a secret',
  },
};
