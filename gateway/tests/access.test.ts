import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { accounts } from '../fixtures/accounts.ts';
import { type GraphQLBody, openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';
import { accessDirectivesOf } from '../supergraph/access-directives.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';

const ALL = [accounts, products, reviews];
const fixtures = openFixtures(ALL);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: fixtures.subgraphs,
    // Reads who asks from the header itself: what is tested here is what a caller may have.
    authenticate: async (header) => {
      const scopes = (header ?? '').split(' ').slice(1);
      return {
        caller: { viewerId: header === undefined ? null : 'u1', sessionId: null, scopes, service: null },
        expiresAt: null,
      };
    },
    policy: (name, { scopes }) => scopes.includes(`policy:${name}`),
  });
});
afterAll(() => gateway.close());

type Row = readonly [
  what: string,
  scopes: string | null,
  query: string,
  data: unknown,
  errors: readonly [code: string, path: string][],
];

const ROWS: readonly Row[] = [
  ['signed in', '', '{ me { name } }', { me: { name: 'Ada' } }, []],
  ['a field besides', null, '{ me { name } echo(text: "a") }', { me: null, echo: 'a' }, [['UNAUTHENTICATED', 'me']]],
  [
    'a scope that is missing',
    '',
    '{ user(id: "u1") { name email } }',
    { user: { name: 'Ada', email: null } },
    [['FORBIDDEN', 'user.email']],
  ],
  ['a scope that is there', 'email:read', '{ user(id: "u1") { email } }', { user: { email: 'ada@example.org' } }, []],
  ['a policy that holds', 'policy:phone', '{ user(id: "u1") { phone } }', { user: { phone: '555' } }, []],
  [
    'a policy that does not',
    '',
    '{ user(id: "u1") { phone } }',
    { user: { phone: null } },
    [['FORBIDDEN', 'user.phone']],
  ],
  ['an alias', '', '{ u: user(id: "u1") { e: email } }', { u: { e: null } }, [['FORBIDDEN', 'u.e']]],
  [
    'a list',
    '',
    '{ users { id email } }',
    {
      users: [
        { id: 'u1', email: null },
        { id: 'u2', email: null },
      ],
    },
    [
      ['FORBIDDEN', 'users.0.email'],
      ['FORBIDDEN', 'users.1.email'],
    ],
  ],
  [
    'an entity of another subgraph',
    '',
    '{ review(id: "r1") { author { name email } } }',
    { review: { author: { name: 'Ada', email: null } } },
    [['FORBIDDEN', 'review.author.email']],
  ],
  [
    'a named fragment',
    '',
    '{ user(id: "u1") { ...F } } fragment F on User { name email }',
    { user: { name: 'Ada', email: null } },
    [['FORBIDDEN', 'user.email']],
  ],
  [
    'a fragment on an interface',
    '',
    '{ owner { ... on User { email } } }',
    { owner: { email: null } },
    [['FORBIDDEN', 'owner.email']],
  ],
  [
    'the type of the field',
    'admin',
    '{ audit { id } echo(text: "a") }',
    { audit: null, echo: 'a' },
    [['FORBIDDEN', 'audit']],
  ],
  [
    'all scopes of a group',
    'admin staff',
    '{ audit { ... on AuditEntry { action } } }',
    { audit: { action: 'login' } },
    [],
  ],
  ['another group', 'audit:read', '{ audit { id } }', { audit: { id: 'a1' } }, []],
  ['a scalar', '', '{ wallet echo(text: "a") }', { wallet: null, echo: 'a' }, [['FORBIDDEN', 'wallet']]],
  ['an enum', null, '{ badge echo(text: "a") }', { badge: null, echo: 'a' }, [['UNAUTHENTICATED', 'badge']]],
  ['a skipped field', '', '{ user(id: "u1") { name email @skip(if: true) } }', { user: { name: 'Ada' } }, []],
  ['nothing but rights missing', '', '{ wallet }', { wallet: null }, [['FORBIDDEN', 'wallet']]],
  ['a mutation', '', 'mutation { lock(id: "u1") { id } }', { lock: null }, [['FORBIDDEN', 'lock']]],
];

const shown = ({ errors = [] }: GraphQLBody) =>
  errors.map(({ extensions, path }) => [extensions?.['code'], path?.join('.')]);

describe.each(['HTTP', 'WebSocket'])('over %s', (transport) => {
  async function ask(query: string, scopes: string | null): Promise<GraphQLBody> {
    const authorization = scopes === null ? {} : { authorization: `Test ${scopes}` };
    if (transport === 'HTTP') return (await post(gateway.url, { query }, authorization)).body;
    const socket = await openSocket(gateway.url, { init: authorization });
    const [message] = await operate(socket, '1', { query });
    socket.webSocket.close();
    return message?.type === 'error'
      ? { errors: message.payload as NonNullable<GraphQLBody['errors']> }
      : (message?.payload as GraphQLBody);
  }

  test.each(ROWS)('%s', async (_, scopes, query, data, errors) => {
    const body = await ask(query, scopes);
    expect(body.data).toEqual(data);
    expect(shown(body)).toEqual(errors);
  });

  test('denied fields are not requested from subgraphs', async () => {
    const before = fixtures.calls.made.length;
    await ask('{ users { id email phone } }', '');
    const queries = fixtures.calls.made
      .slice(before)
      .map(({ query }) => query)
      .join();
    expect(queries).toContain('users');
    expect(queries).not.toMatch(/email|phone/);
  });

  test('no subgraph is called when no field is left', async () => {
    const before = fixtures.calls.made.length;
    const body = await ask('{ me { name } }', null);
    expect(shown(body)).toEqual([['UNAUTHENTICATED', 'me']]);
    expect(body).not.toHaveProperty('data');
    expect(fixtures.calls.made).toHaveLength(before);
  });
});

test('nothing left for a visitor is 401, rights that are missing are 200', async () => {
  const accept = 'application/graphql-response+json';
  expect((await post(gateway.url, { query: '{ me { name } }' }, { accept })).status).toBe(401);
  expect((await post(gateway.url, { query: '{ me { name } }' })).status).toBe(200);
  expect((await post(gateway.url, { query: '{ wallet }' }, { authorization: 'Test ' })).status).toBe(200);
});

test('the rules and their types are no part of what clients see', async () => {
  const { body } = await post(gateway.url, { query: '{ __schema { types { name } directives { name } } }' });
  expect(JSON.stringify(body)).not.toMatch(/policy|Scope|authenticated|join__|link__|secretCode/);
});

test('directives are found under the names that a supergraph gives them', () => {
  const links = parse(`schema
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "signedIn")
    @link(url: "https://specs.apollo.dev/policy/v0.1", import: [{ name: "@policy", as: "@rule" }])
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: ["@requiresScopes"])
    @link(url: "https://specs.apollo.dev/join/v0.5") { query: Q }`);
  expect(Object.fromEntries(accessDirectivesOf(links))).toEqual({
    signedIn: 'authenticated',
    policy: 'policy',
    rule: 'policy',
    requiresScopes: 'requiresScopes',
  });
});

test('a security feature that is not enforced here is no supergraph to serve', () => {
  const unknown = composeFixtures(ALL).replace(
    '@link(url: "https://specs.apollo.dev/link/v1.0")',
    '@link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.example/vault/v1.0", for: SECURITY)',
  );
  expect(() => buildSupergraph(unknown)).toThrow(/Not a supergraph that can be served/);
});
