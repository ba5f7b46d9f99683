import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { type Comparison, openComparison } from '../fixtures/oracle/compare.ts';
import { BENCHMARK, composeAll, RICH } from '../fixtures/oracle/supergraphs.ts';
import { createOperationStore } from '../plan/operation-store.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';

const WORLD = { salt: 1, nulls: 0, failures: 0, missing: 0 };

const PRICES = {
  shop: 'type Query { t: T } type T @key(fields: "id") { id: ID! price(in: String): String name: String }',
  taxes: `type T @key(fields: "id") { id: ID! price(in: String): String @external more: String
    tax: String @requires(fields: "price(in: \\"EUR\\")") fee: String @requires(fields: "price(in: \\"USD\\")") }`,
};
const WARES = {
  shop: `type Query { ware: Ware wares: [Ware!] things: [Thing] }
    interface Thing { id: ID! cost(in: String): Int }
    type Ware implements Thing @key(fields: "id") {
      id: ID! price(in: String): Int cost(in: String): Int box(size: Int): Box maker: Maker
    }
    type Gadget implements Thing @key(fields: "id") { id: ID! cost(in: String): Int }
    type Box { wide: Int high(n: Int): Int }
    type Maker @key(fields: "id") { id: ID! rank(in: String): Int }`,
  taxes: `type Ware @key(fields: "id") {
      id: ID! price(in: String): Int @external box(size: Int): Box @external maker: Maker @external plain: Int
      usd: Int @requires(fields: "price(in: \\"USD\\")") eur: Int @requires(fields: "price(in: \\"EUR\\")")
      none: Int @requires(fields: "price")
      small: Int @requires(fields: "box(size: 1) { wide }") large: Int @requires(fields: "box(size: 2) { wide }")
      deep: Int @requires(fields: "box(size: 1) { high(n: 1) }") deeper: Int @requires(fields: "box(size: 1) { high(n: 2) }")
      rankA: Int @requires(fields: "maker { rank(in: \\"A\\") }") rankB: Int @requires(fields: "maker { rank(in: \\"B\\") }")
    }
    type Box @external { wide: Int high(n: Int): Int }
    type Maker @key(fields: "id") { id: ID! rank(in: String): Int @external }`,
  club: `type Ware @key(fields: "id") {
      id: ID! usd: Int @external eur: Int @external price(in: String): Int @external
      gift: Int @requires(fields: "usd price(in: \\"EUR\\")") more: Int @requires(fields: "eur price(in: \\"USD\\")")
    }
    type Gadget @key(fields: "id") {
      id: ID! cost(in: String): Int @external
      first: Int @requires(fields: "cost(in: \\"X\\")") second: Int @requires(fields: "cost(in: \\"Y\\")")
    }`,
};
const prices = openComparison(composeAll(PRICES));

async function resultOf(comparison: Comparison, query: string): Promise<Record<string, unknown>> {
  const compared = await comparison.run({ query, variables: {} }, WORLD);
  if (compared === null) throw new Error('not valid');
  return Object(compared.ours.data?.['t'] ?? compared.ours);
}

describe('a key of the client that a plan needs for another field', () => {
  test.each([
    ['`id` for a name', '{ t { id: name more } }', 'id', '{ t { expected: name } }'],
    ['`id` for a field of elsewhere', '{ t { id: more } }', 'id', '{ t { expected: more } }'],
    ['`__typename` for a name', '{ t { __typename: name more } }', '__typename', '{ t { expected: name } }'],
    ['a requirement for a name', '{ t { price: name tax } }', 'price', '{ t { expected: name } }'],
    [
      'a requirement with other arguments',
      '{ t { price(in: "USD") tax } }',
      'price',
      '{ t { expected: price(in: "USD") } }',
    ],
    ['a requirement without arguments', '{ t { tax price } }', 'price', '{ t { expected: price } }'],
    ['through a fragment', '{ t { ...F tax } } fragment F on T { price: name }', 'price', '{ t { expected: name } }'],
  ])('%s is answered as the client meant it', async (_, query, key, unaliased) => {
    expect((await resultOf(prices, query))[key]).toBe((await resultOf(prices, unaliased))['expected']);
  });

  test.each(['{ t { price(in: "USD") tax } }', '{ t { tax price } }', '{ t { price: name tax } }'])(
    '%s leaves the requirement alone',
    async (query) => {
      expect((await resultOf(prices, query))['tax']).toBe((await resultOf(prices, '{ t { tax } }'))['tax']);
    },
  );

  test('an error stands under the key of the client', async () => {
    const compared = await prices.run(
      { query: '{ t { price: name price2: name } }', variables: {} },
      { ...WORLD, failures: 100 },
    );
    expect(compared?.ours.errors?.map(({ path }) => path?.join('.'))).toEqual(['t']);
    const partial = await failing('name', '{ t { id: name tax } }');
    expect(partial).toEqual(['t.id']);
  });

  /** Paths of the errors in the first world in which that field fails and its object does not. */
  async function failing(field: string, query: string): Promise<readonly string[]> {
    for (let salt = 0; salt < 200; salt++) {
      const compared = await prices.run({ query, variables: {} }, { ...WORLD, salt, failures: 20 });
      const paths = (compared?.ours.errors ?? []).map(({ path }) => path?.join('.') ?? '');
      if (paths.length === 1 && paths[0] !== 't' && compared?.ours.errors?.[0]?.message.includes(field)) return paths;
    }
    return [];
  }
});

describe('fields that require one field with different arguments', () => {
  const wares = openComparison(composeAll(WARES));
  test.each([
    ['together', '{ ware { usd eur } }'],
    ['three, of which one has none', '{ wares { usd eur none plain } }'],
    [
      "beside the client's own",
      'query ($in: String = "GBP") { ware { usd eur price(in: $in) x: price(in: "EUR") usd2: usd } }',
    ],
    ["under the client's own keys", '{ ware { price: usd required0_price: eur x: none } }'],
    ['of nested fields', '{ ware { small large deep deeper } }'],
    ['through an interface', '{ things { ... on Ware { usd eur } ... on Gadget { first second } cost } }'],
    ['of an entity that is required', '{ ware { rankA rankB } }'],
    ['in a chain', '{ wares { gift more usd } }'],
    [
      'in a fragment, behind a condition',
      'query ($y: Boolean = true) { ware { ...F eur @include(if: $y) none @skip(if: $y) } } fragment F on Ware { usd }',
    ],
  ])('are computed from the right values: %s', async (_, query) => {
    for (let salt = 0; salt < 5; salt++) {
      const judged = await wares.judge({ query, variables: {} }, { ...WORLD, salt });
      expect(judged?.complaints ?? [query]).toEqual([]);
      expect(judged?.ours.errors).toBeUndefined();
    }
  });

  test('differ', async () => {
    const { ours } = (await wares.judge({ query: '{ ware { usd eur none } }', variables: {} }, WORLD)) ?? {};
    expect(new Set(Object.values(Object(ours?.data?.['ware']))).size).toBe(3);
  });

  test('cost one request for each subgraph and step', async () => {
    const compared = await prices.run({ query: '{ t { tax fee } }', variables: {} }, WORLD);
    expect(compared?.calls.ours).toBe(2);
  });
});

describe('a key that is not resolvable', () => {
  const pointing = openComparison(
    composeAll({
      owner: 'type Query { mine: T } type T @key(fields: "id") { id: ID! name: String }',
      pointer: 'type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! }',
    }),
  );

  test('is never looked up, but leads to where it is', async () => {
    expect(await resultOf(pointing, '{ t { id name } }')).toEqual({ id: expect.any(String), name: expect.any(String) });
  });

  test('a field that cannot be reached is an error, not a null', async () => {
    const unreachable = composeAll({
      owner: 'type Query { t: T } type T @key(fields: "id") { id: ID! name: String }',
      other: 'type Query { theirs: T } type T @key(fields: "id") { id: ID! extra: String }',
    }).replace('@join__type(graph: OTHER, key: "id")', '@join__type(graph: OTHER, key: "id", resolvable: false)');
    await expect(
      openComparison(unreachable).run({ query: '{ t { name extra } }', variables: {} }, WORLD),
    ).rejects.toThrow(/not able to find any options for extra/);
  });
});

test('an argument taken from around differs between equal objects that stand at different places', async () => {
  const shops = openComparison(
    composeAll({
      shops: `type Query { t: Root } type Root { shops: [Shop!]! }
        type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! goods: [Good!]! }
        type Good @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$shop { currency }")): String }`,
      stock: 'type Good @key(fields: "id") { id: ID! amount: Int }',
    }),
  );
  const query = '{ t { shops { currency goods { id amount price } } } }';
  const currenciesByGood = new Map<string, Set<string>>();
  for (let salt = 0; salt < 20; salt++) {
    const compared = await shops.run({ query, variables: {} }, { ...WORLD, salt });
    for (const { currency, goods } of recordsIn(Object(compared?.ours.data?.['t'])['shops'])) {
      for (const { id, price } of recordsIn(goods)) {
        expect(price).toContain(`"in":"${String(currency).slice(0, 10)}`);
        const key = `${salt} ${id}`;
        currenciesByGood.set(key, (currenciesByGood.get(key) ?? new Set()).add(String(currency)));
      }
    }
  }
  expect([...currenciesByGood.values()].some(({ size }) => size > 1)).toBe(true);
});

test('objects that one lookup fills at two places stay apart below, where one key means two things', async () => {
  const benchmark = openComparison(composeAll(BENCHMARK));
  const results: string[] = [];
  for (let first = 0; first < 10; first++) {
    const query = `{ a: topProducts(first: ${first}) { reviews { id author { x: name } } }
      b: topProducts(first: ${first}) { reviews { id author { x: birthday } } } }`;
    const compared = await benchmark.run({ query, variables: {} }, WORLD);
    expect(JSON.stringify(compared?.ours)).toBe(JSON.stringify(compared?.stock));
    results.push(JSON.stringify(compared?.ours));
  }
  expect(results.join()).toMatch(/"x":\d/);
});

test('a key that means different things of two types is fetched as both, where a subgraph has one type for them', async () => {
  const rich = openComparison(composeAll(RICH));
  for (const selection of [
    '... on Film { votes { value } } ... on Book { votes(min: 7) { value } }',
    '... on Book { x: votes(min: 1) { value } } ... on Film { x: votes(min: 2) { value } }',
  ])
    for (let salt = 0; salt < 8; salt++) {
      const query = `{ best { id ${selection} } shelf { ${selection} } }`;
      const judged = await rich.judge({ query, variables: {} }, { ...WORLD, salt });
      expect(judged?.complaints ?? [query]).toEqual([]);
    }
});

test('an operation that the planner cannot plan in any time is refused at once', async () => {
  const store = createOperationStore(
    buildSupergraph(composeAll(RICH)),
    { limits: false, production: false },
    () => true,
  );
  const nested = (depth: number): string => (depth === 0 ? 'stars title' : `genre related { ${nested(depth - 1)} }`);
  const planned = [2, 8].map((depth) => store.prepare({ query: `{ best { ${nested(depth)} } }` }, ANONYMOUS));
  expect(planned).toMatchObject([{ ok: true }, { ok: false, refusal: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
});

describe('a requirement of a field that is left out', () => {
  const benchmark = openComparison(composeAll(BENCHMARK));
  test.each([
    ['by a variable', 'shippingEstimate @include(if: $no)'],
    ['by a value', 'other: shippingEstimate @skip(if: true)'],
    ['within a fragment', '... @include(if: $no) { shippingEstimate }'],
    ['within a spread', '...F @include(if: $no)'],
    ['in two ways', 'shippingEstimate @include(if: $no) ... @include(if: $no) { shippingEstimate }'],
  ])('%s does not keep the fields beside it from being looked up', async (_, left) => {
    const query = `query ($no: Boolean = false) { topProducts { inStock @skip(if: $no) ${left} } }`;
    const fragment = left.includes('...F') ? 'fragment F on Product { shippingEstimate }' : '';
    const judged = await benchmark.judge({ query: query + fragment, variables: {} }, WORLD);
    expect(judged?.complaints).toEqual([]);
    expect(JSON.stringify(judged?.ours)).toMatch(/"inStock":(true|false)/);
  });
});

test('a requirement with a part that no subgraph can return is not sent as null', async () => {
  const rich = openComparison(composeAll(RICH));
  const query = '{ any { ... on Book { author { id born } summary } } }';
  let missing = 0;
  for (let salt = 0; salt < 40; salt++) {
    const judged = await rich.judge({ query, variables: {} }, { ...WORLD, salt, missing: 30 });
    expect(judged?.complaints).toEqual([]);
    for (const { author, summary } of recordsIn(judged?.ours.data?.['any'])) {
      if (author === undefined || author === null || Object(author)['born'] !== null) continue;
      missing += 1;
      expect(summary).toBeNull();
    }
  }
  expect(missing).toBeGreaterThan(0);
});

describe('an object that is only known to be of an interface, since its own subgraph does not find it', () => {
  const rich = openComparison(composeAll(RICH));
  const results = async (selection: string) => {
    const judged = await rich.judge({ query: `{ best { ${selection} } }`, variables: {} }, { ...WORLD, missing: 100 });
    expect(judged?.complaints).toEqual([]);
    return recordsIn(judged?.ours.data?.['best']);
  };

  test('is there as long as nothing depends on its type', async () => {
    expect(await results('id')).toContainEqual({ id: expect.any(String) });
    expect(await results('... on Media { id }')).toContainEqual({ id: expect.any(String) });
  });

  test.each(['id __typename', 'id ... on Book { pages }', '... on Media { id ... on Film { minutes } }'])(
    'is null where %s is asked for, and no error',
    async (selection) => {
      const found = await results(selection);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((each) => each === null)).toBe(true);
    },
  );
});

const recordsIn = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);
