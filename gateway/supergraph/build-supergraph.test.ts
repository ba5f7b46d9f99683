import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import type { Gateway } from '../index.ts';
import { buildSupergraph } from './build-supergraph.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"]) ';

/** One subgraph has other names for its roots than the other. */
const FIXTURES = [
  {
    name: 'a',
    typeDefs: `${LINK} schema { query: Reads mutation: Writes subscription: Follows }
      type Reads { one: Int ware: Ware again: Reads }
      type Writes { write(n: Int): Ware }
      type Follows { ticks: Ware }
      type Ware @key(fields: "id") { id: ID! back: Reads! }`,
    resolvers: {
      Reads: { one: () => 1, ware: () => ({ id: '1' }), again: () => ({}) },
      Writes: { write: (_: unknown, { n }: { n: number }) => ({ id: String(n) }) },
      Follows: {
        ticks: {
          async *subscribe() {
            yield { ticks: { id: '5' } };
          },
        },
      },
      Ware: { back: () => ({}) },
    },
  },
  {
    name: 'b',
    typeDefs: `${LINK} type Query { two: Int } type Ware @key(fields: "id") { id: ID! count: Int }`,
    resolvers: {
      Query: { two: () => 2 },
      Ware: { __resolveReference: (ware: object) => ware, count: () => 3 },
    },
  },
];
const SDL = composeFixtures(FIXTURES);
const RENAMED = SDL.replaceAll(/\bQuery\b/g, 'RootQuery')
  .replaceAll(/\bMutation\b/g, 'Changes')
  .replaceAll(/\bSubscription\b/g, 'Streams');

describe.each([
  ['the usual names', SDL, { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }],
  ['other names', RENAMED, { query: 'RootQuery', mutation: 'Changes', subscription: 'Streams' }],
])('a supergraph whose roots have %s, and a subgraph with names of its own', (_, supergraphSdl, names) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openFixtureGateway({ supergraphSdl, subgraphs: openFixtures(FIXTURES).subgraphs });
  });
  afterAll(() => gateway?.close());

  test.each([
    ['{ one two __typename }', { one: 1, two: 2, __typename: names.query }],
    [
      '{ ware { id count back { __typename two one } } again { two } }',
      { ware: { id: '1', count: 3, back: { __typename: names.query, two: 2, one: 1 } }, again: { two: 2 } },
    ],
    [
      `{ ...F ... on ${names.query} { two } } fragment F on ${names.query} { ware { back { ... on ${names.query} { one } } } }`,
      { ware: { back: { one: 1 } }, two: 2 },
    ],
    [
      'mutation { __typename write(n: 4) { id count back { two } } }',
      { __typename: names.mutation, write: { id: '4', count: 3, back: { two: 2 } } },
    ],
    [
      '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }',
      {
        __schema: {
          queryType: { name: names.query },
          mutationType: { name: names.mutation },
          subscriptionType: { name: names.subscription },
        },
      },
    ],
  ])('answers %s', async (query, data) => {
    expect((await post(gateway.url, { query })).body).toEqual({ data });
  });

  test('follows a stream', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    const query = `subscription { ...F } fragment F on ${names.subscription} { ticks { id count back { two } } }`;
    expect(await operate(socket, '1', { query })).toMatchObject([
      { type: 'next', payload: { data: { ticks: { id: '5', count: 3, back: { two: 2 } } } } },
      { type: 'complete' },
    ]);
    socket.webSocket.close();
  });
});

describe('a supergraph that cannot be served is refused in one line, with the reason', () => {
  test.each([
    ['an unknown graph', SDL.replace('@join__field(graph: A)', '@join__field(graph: Z)'), /Caused by: .*join__Graph/],
    ['a key that is no field', SDL.replace('key: "id"', 'key: "nope"'), /Cannot query field "nope"/],
    [
      'another type with the name of a root',
      `${RENAMED} type Query @join__type(graph: A) { a: Int }`,
      /`Query` is no root/,
    ],
    ['no supergraph', 'type Query { a: Int }', /core schema/],
    ['no GraphQL', '{', /Syntax Error/],
  ])('%s', (_, sdl, reason) => {
    expect(() => buildSupergraph(sdl)).toThrow(reason);
    expect(() => buildSupergraph(sdl)).toThrow(/^Not a supergraph that can be served: .+$/);
  });
});
