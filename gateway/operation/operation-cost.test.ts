import { describe, expect, test } from '@jest/globals';
import { type FragmentDefinitionNode, Kind, parse, validate } from 'graphql';
import { numberOf } from '../../runtime/text/json-numbers.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { buildSupergraph } from '../supergraph/build-supergraph.ts';
import { createCostCounter } from './cost-counter.ts';
import { costOf } from './operation-cost.ts';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", { name: "@listSize", as: "@size" }])
  type Query {
    me: Person
    people(first: Int, last: Int): People!
    page(first: Int = 7): [Person!]!
    named(ids: [ID!]!): [Person]!
    tags: [String!]!
    large(first: Long): [Person!]!
    list: [Person!]!
    rooms(limit: Int, offset: Int): Rooms! @size(slicingArguments: ["limit"], sizedFields: ["items"])
    ranked(top: Int, bottom: Int): [Person!]! @size(assumedSize: 30, slicingArguments: ["top", "bottom"], requireOneSlicingArgument: false)
    fixed: [Person!]! @size(assumedSize: 3)
    report(deep: Boolean @cost(weight: 40), filter: Filter): Int @cost(weight: 5)
    heavy: Heavy
    anyone: Being
  }
  type Mutation { rename(name: String): Person }
  input Filter { text: String @cost(weight: 9) all: [Filter!] }
  interface Being { id: ID! friends: [Person!]! }
  type Heavy implements Being @cost(weight: 50) { id: ID! friends: [Person!]! @size(assumedSize: 4) scan: Blob }
  scalar Blob @cost(weight: 6)
  scalar Long
  type Rooms { items: [Person!]! others: [Person!]! }
  type People { edges: [Edge!]! nodes: [Person!]! totalCount: Int pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! }
  type Edge { cursor: String! node: Person }
  type Person @key(fields: "id") { id: ID! name: String people(first: Int, last: Int): People! best: Person }
`;
const supergraph = buildSupergraph(composeFixtures([{ name: 'people', typeDefs, resolvers: {} }]));

function costed(text: string) {
  const document = parse(text);
  expect(validate(supergraph.apiSchema, document)).toEqual([]);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('The document has no operation.');
  return { schema: supergraph.apiSchema, rules: supergraph.costs, operation, fragments };
}
const cost = (text: string, variables: Record<string, unknown> = {}) => costOf(costed(text), variables).cost;

describe('without directives', () => {
  test.each<[string, string, number]>([
    ['a scalar costs nothing, an object one', '{ me { id name __typename } }', 1],
    ['introspection and names of types cost nothing', '{ __typename __schema { types { fields { name } } } }', 0],
    ['a write costs ten more', 'mutation { rename { id } }', 11],
    ['a connection: itself, its page and what is on it', '{ people(first: 3) { edges { node { id } } } }', 1 + 3 * 2],
    ['`last` counts as `first`', '{ people(last: 4) { nodes { id } } }', 1 + 4],
    ['of both the larger', '{ people(first: 1, last: 4) { nodes { id } } }', 1 + 4],
    ['neither: the page that subgraphs take', '{ people { nodes { id } } }', 1 + 20],
    ['null is neither', '{ people(first: null) { nodes { id } } }', 1 + 20],
    ['less than nothing is nothing', '{ people(first: -5) { nodes { id } } }', 1],
    [
      'beside its lists a connection has no size',
      '{ people(first: 9) { totalCount pageInfo { hasNextPage } } }',
      1 + 1,
    ],
    [
      'pages in pages multiply',
      '{ people(first: 5) { nodes { people(first: 6) { nodes { id } } } } }',
      1 + 5 * (1 + 1 + 6),
    ],
    ['a default in the schema', '{ page { id } }', 7],
    ['a list of what was named', '{ named(ids: ["a", "b", "c"]) { id } }', 3],
    ['any other list', '{ list { id } }', 10],
    ['a list of scalars', '{ tags }', 0],
  ])('%s', (_, text, expected) => void expect(cost(text)).toBe(expected));
});

describe('with directives', () => {
  test.each<[string, string, number]>([
    ['a fixed size', '{ fixed { id } }', 3],
    [
      'an argument of its own name, and the lists it is for',
      '{ rooms(limit: 8) { items { id } others { id } } }',
      1 + 8 + 10,
    ],
    ['an assumed size where no argument is given', '{ ranked { id } }', 30],
    ['the argument before the assumed size', '{ ranked(top: 2) { id } }', 2],
    ['weights of a field and of an argument', '{ report(deep: false) }', 45],
    ['of input fields at any depth', '{ report(filter: { text: "a", all: [{ text: "b" }, { text: "c" }] }) }', 5 + 27],
    ['of a type and of a scalar', '{ heavy { id scan } }', 56],
    ['of an interface: its most expensive object, the declared list size', '{ anyone { friends { id } } }', 50 + 4],
  ])('%s', (_, text, expected) => void expect(cost(text)).toBe(expected));

  test.each([
    ['{ rooms { items { id } } }', 'rooms'],
    ['{ rooms(offset: 3) { items { id } } }', 'rooms'],
    ['{ rooms(limit: 3) { items { id } } }', null],
    ['{ ranked(top: 1, bottom: 1) { id } }', null],
  ])('%s leaves a slicing argument out: %s', (text, field) => {
    expect(costOf(costed(text), {}).unsliced).toBe(field);
  });
});

describe('variables', () => {
  const query =
    'query ($n: Int, $skip: Boolean = false) { people(first: $n) { nodes { id best @skip(if: $skip) { id } } } }';

  test('say how large a page is, and what is left out', () => {
    expect(cost(query, { n: 3, skip: false })).toBe(1 + 3 * 2);
    expect(cost(query, { n: 3, skip: true })).toBe(1 + 3);
    expect(cost(query, { skip: true })).toBe(1 + 20);
  });

  test('are looked at anew for each value, and only those that count', () => {
    const count = createCostCounter(costed(query));
    expect(count({ skip: true, n: 1 }).cost).toBe(2);
    expect(count({ skip: false, n: 1 }).cost).toBe(3);
    expect(count({ skip: true, n: 2 }).cost).toBe(3);
    expect(count({ skip: true, n: null }).cost).toBe(21);
    expect(count({ skip: true }).cost).toBe(21);
    expect([...count({ skip: true, n: 2 }).variables].sort()).toEqual(['n', 'skip']);
    expect(count({ skip: true, n: 2 })).toBe(count({ skip: true, n: 2 }));
  });

  test('within a list of names', () => {
    expect(cost('query ($a: ID!) { named(ids: [$a, $a]) { id } }', { a: 'x' })).toBe(2);
    expect(cost('query ($ids: [ID!]!) { named(ids: $ids) { id } }', { ids: ['x', 'y', 'z'] })).toBe(3);
  });
});

describe('fragments', () => {
  test('count where they are spread, with the size that holds there', () => {
    const text = `{ a: people(first: 2) { ...F } b: people(first: 5) { ...F } me { people { ...F } } }
      fragment F on People { ...G ... on People { edges { node { id } } } } fragment G on People { nodes { id } }`;
    expect(cost(text)).toBe(1 + 2 + 4 + (1 + 5 + 10) + (1 + 1 + 20 + 40));
  });

  test('that unfold to more than can be counted are neither unfolded nor overflow', () => {
    const levels = Array.from(
      { length: 60 },
      (_, n) =>
        `fragment F${n} on Person { best { ...F${n + 1} } people(first: 2147483647) { nodes { ...F${n + 1} ...F${n + 1} } } }`,
    );
    const counted = cost(`{ me { ...F0 } } ${levels.join(' ')} fragment F60 on Person { best { id } }`);
    expect(counted).toBe(1e12);
  });
});

test('a list is as long as a number says that no double holds', () => {
  const query = 'query ($n: Long) { large(first: $n) { id } }';
  const counted = costOf(costed(query), { n: numberOf('9007199254740993') });
  expect(counted.cost).toBeGreaterThan(1e11);
});
