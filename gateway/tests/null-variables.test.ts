import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { openSocket, operate, post } from '../fixtures/clients.ts';
import { openForeignGateway } from '../fixtures/foreign/open-foreign.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';

const echo = (_: unknown, args: unknown): string => JSON.stringify(args);

const SHOP = {
  typeDefs: `
    directive @note(level: Int! = 1) on QUERY | FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    enum Status { OPEN CLOSED }
    input Filter { first: Int! = 3 tags: [String!] = [] inner: Filter }
    type Query {
      n(x: Int! = 3): String
      needed(x: Int!): String
      status(is: Status! = OPEN): String
      list(of: [Int!] = [1]): String
      find(by: Filter): String
      strict(x: Int! = 1): Int!
      wares: [Ware!]!
      nothing: Ware
      ok: Int
    }
    type Mutation { open(input: Opening!): Opened! close: Int }
    input Opening { title: String! status: Status! = OPEN }
    type Opened { title: String }
    type Subscription { opened(status: Status! = OPEN): Ware }
    type Ware @key(fields: "id") { id: ID! price(in: Status! = OPEN): String }`,
  resolvers: {
    Query: {
      n: echo,
      needed: echo,
      status: echo,
      list: echo,
      find: echo,
      strict: () => 1,
      wares: () => [{ id: 'a' }, { id: 'b' }],
      ok: () => 1,
    },
    Mutation: { open: () => ({ title: 'x' }), close: () => 2 },
    Subscription: {
      opened: {
        async *subscribe() {
          yield { opened: { id: 'a' } };
        },
      },
    },
    Ware: { price: echo },
  },
};
const STOCK = {
  typeDefs: `
    directive @note(level: Int! = 1) on QUERY | FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Ware @key(fields: "id") { id: ID! count(min: Int! = 1): String }`,
  resolvers: { Ware: { __resolveReference: (ware: object) => ware, count: echo } },
};

/** Lines that an operator would look into. */
const logged: string[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });

const GATEWAYS = [
  ['behind HTTP', () => openForeignGateway({ shop: SHOP, stock: STOCK }, { log })],
  [
    'in this process',
    () => {
      const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) ';
      const fixtures = [
        { name: 'shop', ...SHOP, typeDefs: link + SHOP.typeDefs },
        { name: 'stock', ...STOCK, typeDefs: link + STOCK.typeDefs },
      ];
      const { subgraphs } = openFixtures(fixtures);
      return openFixtureGateway({ supergraphSdl: composeFixtures(fixtures), subgraphs, log });
    },
  ],
] as const;

describe.each(GATEWAYS)('a null for a variable that must not be null where it is used, subgraphs %s', (_, open) => {
  let gateway: Awaited<ReturnType<(typeof GATEWAYS)[number][1]>>;
  beforeAll(async () => {
    gateway = await open();
  });
  afterAll(() => gateway?.close());

  const ask = async (query: string, variables: object) => {
    const { body } = await post(gateway.url, { query, variables });
    const errors = (body.errors ?? []).map(({ path, extensions }) => `${extensions?.['code']} ${path?.join('.')}`);
    return { data: body.data, errors };
  };

  test.each([
    ['an argument', 'query ($v: Int) { n(x: $v) ok }', { n: null, ok: 1 }, ['n']],
    ['with a default of its own', 'query ($v: Int = 5) { needed(x: $v) ok }', { needed: null, ok: 1 }, ['needed']],
    ['an enum', 'query ($v: Status) { status(is: $v) ok }', { status: null, ok: 1 }, ['status']],
    ['an item of a list', 'query ($v: Int = 2) { list(of: [1, $v]) ok }', { list: null, ok: 1 }, ['list']],
    ['an input field', 'query ($v: Int) { find(by: { first: $v }) ok }', { find: null, ok: 1 }, ['find']],
    [
      'a nested input field',
      'query ($v: Int) { find(by: { inner: { first: $v } }) ok }',
      { find: null, ok: 1 },
      ['find'],
    ],
    [
      'an item in a nested input field',
      'query ($v: String = "") { find(by: { inner: { tags: ["a", $v] } }) ok }',
      { find: null, ok: 1 },
      ['find'],
    ],
    ['a field that must not be null', 'query ($v: Int) { ok strict(x: $v) }', null, ['strict']],
    [
      'fields in a list, looked up and not',
      'query ($v: Int, $s: Status) { wares { id c: count(min: $v) price(in: $s) } nothing { count(min: $v) } }',
      {
        wares: [
          { id: 'a', c: null, price: '{"in":"OPEN"}' },
          { id: 'b', c: null, price: '{"in":"OPEN"}' },
        ],
        nothing: null,
      },
      ['wares.0.c', 'wares.1.c'],
    ],
    [
      'a fragment that is spread twice',
      'query ($v: Int) { ...F ... on Query { ...F n(x: $v) } ok } fragment F on Query { n(x: $v) }',
      { n: null, ok: 1 },
      ['n'],
    ],
    ['a field that is left out', 'query ($v: Int) { n(x: $v) @skip(if: true) ok }', { ok: 1 }, []],
    [
      'an argument of introspection',
      'query ($v: String = "") { __type(name: $v) { name } ok }',
      { __type: null, ok: 1 },
      ['__type'],
    ],
    [
      'an input field of a mutation, beside another mutation',
      'mutation ($v: Status) { close open(input: { title: "x", status: $v }) { title } }',
      null,
      ['open'],
    ],
  ])('%s fails alone', async (_name, query, data, paths) => {
    const response = await ask(query, { v: null });
    expect({ data: response.data, errors: response.errors }).toEqual({
      data,
      errors: paths.map((path) => `BAD_USER_INPUT ${path}`),
    });
  });

  test.each([
    'query ($v: Int) @note(level: $v) { ok }',
    'query ($v: Int) { ok @note(level: $v) }',
    'query ($v: Int) { ...F @note(level: $v) } fragment F on Query { ok }',
  ])('a directive is refused: %s', async (query) => {
    expect(await ask(query, { v: null })).toEqual({
      data: undefined,
      errors: ['BAD_USER_INPUT undefined'],
    });
  });

  test('a variable that is left out is the default, as is one of an operation beside it', async () => {
    expect(await ask('query ($v: Int) { n(x: $v) }', {})).toMatchObject({ data: { n: '{"x":3}' }, errors: [] });
    expect(await ask('query ($v: Int = 5) { n(x: $v) }', {})).toMatchObject({ data: { n: '{"x":5}' }, errors: [] });
    const query = 'query A($v: Int) { n(x: $v) } query B($v: [Int!]) { ...F } fragment F on Query { list(of: $v) }';
    const { body } = await post(gateway.url, { query, operationName: 'B', variables: { v: null } });
    expect(body).toEqual({ data: { list: '{"of":null}' } });
  });

  test('one plan does not serve both ways', async () => {
    const query = 'query ($v: Int) { n(x: $v) wares { count(min: $v) } }';
    for (const v of [1, null, 2]) {
      const { data } = await ask(query, { v });
      const count = v === null ? null : `{"min":${v}}`;
      expect(data).toEqual({ n: v === null ? null : `{"x":${v}}`, wares: [{ count }, { count }] });
    }
  });

  test('over a WebSocket: the root of a subscription is refused, what is below it fails in each event', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    const query = 'query ($v: Int) { n(x: $v) ok }';
    expect(await operate(socket, '1', { query, variables: { v: null } })).toMatchObject([
      { type: 'next', payload: { data: { n: null, ok: 1 }, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } },
      { type: 'complete' },
    ]);
    const root = 'subscription ($v: Status) { opened(status: $v) { id } }';
    expect(await operate(socket, '2', { query: root, variables: { v: null } })).toMatchObject([
      { type: 'error', payload: [{ path: ['opened'], extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
    const below = 'subscription ($v: Int) { opened { id count(min: $v) } }';
    expect(await operate(socket, '3', { query: below, variables: { v: null } })).toMatchObject([
      {
        type: 'next',
        payload: {
          data: { opened: { id: 'a', count: null } },
          errors: [{ path: ['opened', 'count'], extensions: { code: 'BAD_USER_INPUT' } }],
        },
      },
      { type: 'complete' },
    ]);
    socket.webSocket.close();
  });

  test("nothing of it is an operator's concern", () => void expect(logged).toEqual([]));
});
