import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Caller } from '../../runtime/executor/caller.ts';
import { type Executor, isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type GraphQLBody, openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, type FixtureSubgraph, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import type { Gateway } from '../index.ts';

const LINK = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes"])
`;

interface Context {
  readonly caller: Caller;
}

const viewer = (_: unknown, __: unknown, { caller }: Context) => caller.viewerId;

/** Opens sessions for whoever asks, by a token that says who it is for. */
const identity: FixtureSubgraph = {
  name: 'identity',
  typeDefs: /* GraphQL */ `
    ${LINK}
    type Query { hello: String }
    type Mutation {
      login(as: String!, note: String): Payload!
      logout: Payload!
      whoAmI: String
      secret: String @authenticated
      lock: String @requiresScopes(scopes: [["admin"]])
    }
    type Payload { user: User email: String @authenticated scoped: String @requiresScopes(scopes: [["admin"]]) }
    type User @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Mutation: {
      login(_: unknown, { as }: { as: string }) {
        if (as === 'broken') throw fault('RATE_LIMITED', 'Slow down.');
        return { user: as === 'nobody' ? { id: 'u0' } : { id: as }, email: 'a@example.org', scoped: 'plans' };
      },
      logout: () => ({ user: { id: 'u9' } }),
      whoAmI: viewer,
      secret: viewer,
      lock: viewer,
    },
  },
};

/** Knows of people what depends on who asks. */
const profiles: FixtureSubgraph = {
  name: 'profiles',
  typeDefs: /* GraphQL */ `
    ${LINK}
    type Query { nothing: String }
    type Mutation { rename: String imitate: String }
    type User @key(fields: "id") { id: ID! seenBy: String friends: Int @authenticated plans: String @requiresScopes(scopes: [["admin"]]) }
  `,
  resolvers: {
    Mutation: { rename: viewer, imitate: viewer },
    User: { seenBy: viewer, friends: () => 3, plans: () => 'all' },
  },
};

const ALL = [identity, profiles];
const fixtures = openFixtures(ALL);
let gateway: Gateway;

/** What `identity` says beside its answer, by the operation: the token of who was signed in, or the end of a session. */
function sessionIn(query: string, variables: Readonly<Record<string, unknown>> | undefined): unknown {
  if (query.includes('logout')) return { accessToken: null };
  const [, text, name = ''] = /as: ?(?:"(\w+)"|\$(\w+))/.exec(query) ?? [];
  const as = text ?? variables?.[name];
  return query.includes('login') && as !== 'nobody' && as !== 'broken' ? { accessToken: as } : undefined;
}

const saying =
  (next: Executor, only: (query: string) => boolean): Executor =>
  async (request, caller) => {
    const result = await next(request, caller);
    const session = sessionIn(request.query, request.variables);
    return isStream(result) || session === undefined || !only(request.query)
      ? result
      : { ...result, extensions: { session } };
  };

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: fixtures.subgraphs,
    sessionSubgraph: 'identity',
    async authenticate(header) {
      const [, name] = header?.split(' ') ?? [];
      if (name === 'forged') throw fault('UNAUTHENTICATED', 'The access token is not valid.');
      const scopes = name === 'admin' ? ['admin'] : [];
      return { caller: { viewerId: name ?? null, sessionId: null, scopes, service: null }, expiresAt: null };
    },
  });
});
beforeEach(() => {
  fixtures.calls.made.length = 0;
  fixtures.calls.intercept = (subgraph, next) => (subgraph === 'identity' ? saying(next, () => true) : next);
});
afterAll(() => gateway.close());

const PERSON = 'user { id seenBy friends }';
const ada = { user: { id: 'ada', seenBy: 'ada', friends: 3 } };
const denied = (path: string) => ['UNAUTHENTICATED', path];

test.each<readonly [what: string, token: string | null, query: string, data: unknown, errors: readonly unknown[]]>([
  [
    'below a sign-in',
    null,
    `mutation { login(as: "ada") { ${PERSON} email } }`,
    { login: { ...ada, email: 'a@example.org' } },
    [],
  ],
  [
    'under an alias, in a fragment',
    null,
    `mutation { in: login(as: "ada") { ...F } } fragment F on Payload { who: ${PERSON} }`,
    { in: { who: ada.user } },
    [],
  ],
  [
    'in later fields of the same subgraph',
    null,
    'mutation { a: whoAmI login(as: "ada") { email } b: whoAmI secret }',
    { a: null, login: { email: 'a@example.org' }, b: 'ada', secret: 'ada' },
    [],
  ],
  [
    'in later fields of another',
    null,
    'mutation { before: rename login(as: "ada") { email } rename }',
    { before: null, login: { email: 'a@example.org' }, rename: 'ada' },
    [],
  ],
  [
    'of two sign-ins each',
    null,
    `mutation { a: login(as: "ada") { ${PERSON} } b: login(as: "bob") { ${PERSON} } rename }`,
    { a: ada, b: { user: { id: 'bob', seenBy: 'bob', friends: 3 } }, rename: 'bob' },
    [],
  ],
  [
    'of somebody else than who asked',
    'eve',
    `mutation { login(as: "ada") { ${PERSON} } rename }`,
    { login: ada, rename: 'ada' },
    [],
  ],
  [
    'without rights that its person has not',
    null,
    'mutation { login(as: "ada") { scoped user { plans } } lock }',
    { login: { scoped: null, user: { plans: null } }, lock: null },
    [
      ['FORBIDDEN', 'login.scoped'],
      ['FORBIDDEN', 'login.user.plans'],
      ['FORBIDDEN', 'lock'],
    ],
  ],
  [
    'with rights that its person has',
    null,
    'mutation { login(as: "admin") { scoped user { plans } } lock }',
    { login: { scoped: 'plans', user: { plans: 'all' } }, lock: 'admin' },
    [],
  ],
  [
    'with rights of who asked no more',
    'admin',
    'mutation { login(as: "ada") { scoped } lock }',
    { login: { scoped: null }, lock: null },
    [
      ['FORBIDDEN', 'login.scoped'],
      ['FORBIDDEN', 'lock'],
    ],
  ],
  [
    'not below a refused one',
    null,
    `mutation { login(as: "nobody") { ${PERSON} email } secret rename }`,
    { login: { user: { id: 'u0', seenBy: null, friends: null }, email: null }, secret: null, rename: null },
    [denied('login.user.friends'), denied('login.email'), denied('secret')],
  ],
  [
    'not by a token that is not ours',
    null,
    `mutation { login(as: "forged") { ${PERSON} } secret }`,
    { login: { user: { id: 'forged', seenBy: null, friends: null } }, secret: null },
    [denied('login.user.friends'), denied('secret')],
  ],
  [
    'as nobody after a sign-out',
    'ada',
    'mutation { logout { user { seenBy } } rename secret }',
    { logout: { user: { seenBy: 'ada' } }, rename: null, secret: null },
    [denied('secret')],
  ],
  [
    'as the next after a sign-out',
    'ada',
    'mutation { logout { user { id } } login(as: "bob") { user { seenBy } } }',
    { logout: { user: { id: 'u9' } }, login: { user: { seenBy: 'bob' } } },
    [],
  ],
  [
    'as conditions say',
    null,
    'mutation { login(as: "ada") @skip(if: true) { email } rename login2: login(as: "bob") @include(if: true) { user { seenBy } } }',
    { rename: null, login2: { user: { seenBy: 'bob' } } },
    [],
  ],
])('what follows runs as the person signed in: %s', async (_, token, query, data, errors) => {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const { body } = await post(gateway.url, { query }, headers);
  expect(body.data).toEqual(data);
  expect(codesOf(body)).toEqual(errors);
});

test('what a sign-in fails with ends the document', async () => {
  const { body } = await post(gateway.url, { query: 'mutation { whoAmI login(as: "broken") { user { id } } rename }' });
  expect(body).toMatchObject({ data: null });
  expect(codesOf(body)).toEqual([['RATE_LIMITED', 'login']]);
  expect(fixtures.calls.made.map(({ subgraph }) => subgraph)).toEqual(['identity', 'identity']);
});

test('variables, names and fragments of a document reach the fields that use them', async () => {
  const query = `
    mutation In($as: String!, $note: String = "n", $other: String!) {
      ...Both
      login(as: $as) { email }
      again: login(as: $other, note: $note) { user { seenBy } }
    }
    fragment Both on Mutation { login(as: $as) { user { ...Seen } } }
    fragment Seen on User { seenBy }`;
  const variables = { as: 'ada', other: 'bob' };
  const { body } = await post(gateway.url, { query, operationName: 'In', variables });
  expect(body).toEqual({
    data: { login: { user: { seenBy: 'ada' }, email: 'a@example.org' }, again: { user: { seenBy: 'bob' } } },
  });
  expect(parse(fixtures.calls.made[0]?.query ?? '').definitions).toHaveLength(1);
});

test('no other subgraph can say that somebody is signed in', async () => {
  fixtures.calls.intercept = (_, next) => async (request, caller) => {
    const result = await next(request, caller);
    return isStream(result) || !request.query.includes('imitate')
      ? result
      : { ...result, extensions: { session: { accessToken: 'ada' } } };
  };
  const { body } = await post(gateway.url, { query: 'mutation { imitate whoAmI rename secret }' });
  expect(body.data).toEqual({ imitate: null, whoAmI: null, rename: null, secret: null });
});

test('what a client sends as extensions signs nobody in', async () => {
  const extensions = { session: { accessToken: 'ada' } };
  const { body } = await post(gateway.url, { query: 'mutation { whoAmI rename }', extensions });
  expect(body).toEqual({ data: { whoAmI: null, rename: null } });
});

test('over a socket one document signs in for itself alone', async () => {
  const socket = await openSocket(gateway.url, { init: {} });
  const [signedIn] = await operate(socket, '1', { query: `mutation { login(as: "ada") { ${PERSON} } rename }` });
  const [after] = await operate(socket, '2', { query: 'mutation { whoAmI rename }' });
  socket.webSocket.close();
  expect(signedIn?.payload).toEqual({ data: { login: ada, rename: 'ada' } });
  expect(after?.payload).toEqual({ data: { whoAmI: null, rename: null } });
});

const codesOf = ({ errors = [] }: GraphQLBody) =>
  errors.map(({ path, extensions }) => [extensions?.['code'], path?.join('.')]);
