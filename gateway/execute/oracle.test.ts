import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accounts } from '../fixtures/accounts.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { type Comparison, kindsOf, openComparison } from '../fixtures/oracle/compare.ts';
import { type Draw, type RandomOperation, writeOperation } from '../fixtures/oracle/random-operation.ts';
import { BENCHMARK, composeAll, RICH } from '../fixtures/oracle/supergraphs.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';

/** The same operations in every run, unless `ORACLE_SEED` is `random` or another number; `ORACLE_MS` makes it longer. */
const ASKED_SEED = process.env['ORACLE_SEED'] ?? '20261121';
const SEED = ASKED_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED_SEED);
const MS_PER_GRAPH = Number(process.env['ORACLE_MS'] ?? 4_000);
const MAX_OPERATIONS = 1_000;
const GRAPHS: readonly (readonly [string, () => string])[] = [
  ['the fixtures', () => composeFixtures([accounts, products, reviews])],
  ['the benchmark', () => composeAll(BENCHMARK)],
  ['everything that federation has', () => composeAll(RICH)],
  ['our own supergraph', () => readFileSync('supergraph.graphql', 'utf8')],
];

const WORLDS = fc.record({
  salt: fc.nat(1_000),
  nulls: fc.constantFrom(0, 8),
  failures: fc.constantFrom(0, 4),
  missing: fc.constantFrom(0, 10),
});

describe.each(GRAPHS)(`an operation over %s is answered as one server would (ORACLE_SEED=${SEED})`, (_, sdl) => {
  let comparison: Comparison;
  beforeAll(() => {
    comparison = openComparison(sdl());
  });

  test('with the data and the errors that a server has which holds everything itself', async () => {
    let comparisonCount = 0;
    const property = fc.asyncProperty(fc.gen(), WORLDS, async (draw, world) => {
      const operation = randomOperation(comparison, (below) => draw(fc.nat, below - 1));
      const judged = await comparison.judge(operation, world);
      if (judged === null) return;
      comparisonCount += 1;
      expect({ operation, complaints: judged.complaints }).toEqual({ operation, complaints: [] });
    });
    await fc.assert(property, {
      seed: SEED,
      numRuns: MAX_OPERATIONS,
      interruptAfterTimeLimit: MS_PER_GRAPH,
      // Made smaller only as long as that helps: a counterexample is read by a person.
      endOnFailure: false,
    });
    expect(comparisonCount).toBeGreaterThan(0);
  });
});

function randomOperation({ schema }: Comparison, draw: Draw): RandomOperation {
  const kinds = kindsOf(schema);
  const kind = kinds[draw(5) === 0 ? kinds.length - 1 : 0];
  if (kind === undefined) throw new Error('no kind of operation');
  return writeOperation(schema, kind, draw);
}

describe("where the specification is right and Apollo's executor is not", () => {
  const CLEAN = { salt: 1, nulls: 0, failures: 0, missing: 0 };
  const rich = openComparison(composeAll(RICH));
  const run = async (query: string) => {
    const compared = await rich.run({ query, variables: {} }, CLEAN);
    if (compared === null) throw new Error('not valid');
    return compared;
  };
  const keysOf = (value: unknown): string[] => Object.keys(Object(value));

  // https://spec.graphql.org/October2021/#CollectFields(): in the order of the document, fragments in their place.
  test('two fragments of one type are not put together', async () => {
    const { ours, stock } = await run('{ author(id: "1") { ... { id } name ... { handle } } }');
    expect(keysOf(ours.data?.['author'])).toEqual(['id', 'name', 'handle']);
    expect(keysOf(stock.data?.['author'])).toEqual(['id', 'handle', 'name']);
  });

  // https://spec.graphql.org/October2021/#DoesFragmentTypeApply(): what counts is the type of the object.
  test('a fragment of a type within one of its interface applies', async () => {
    const { ours, stock } = await run('{ author(id: "1") { ... on Person { ... on Author { handle } } } }');
    expect(keysOf(ours.data?.['author'])).toEqual(['handle']);
    expect(keysOf(stock.data?.['author'])).toEqual([]);
  });

  // https://spec.graphql.org/October2021/#sec-Type-Name-Introspection: the name of the object's own type, an object type.
  test('a subgraph that has an interface for an object type does not rename the object', async () => {
    const { ours, stock } = await run('{ media(id: "1") { __typename stars } }');
    expect(ours.data?.['media']).toEqual({ __typename: expect.stringMatching(/Book|Film/), stars: expect.any(Number) });
    expect(stock.data?.['media']).toEqual(ours.data?.['media']);
    const lent = await run('mutation { lend(id: "1", to: { id: "2" }) { __typename stars } }');
    expect(lent.ours.data?.['lend']).toEqual({ __typename: 'Book', stars: expect.any(Number) });
    expect(lent.stock.data?.['lend']).toBeNull();
  });

  // https://spec.graphql.org/October2021/#sec--include: what is left of an object may be nothing; it is an object still.
  test('an object of which conditions leave nothing is there', async () => {
    const { ours } = await run('{ author(id: "1") { name @include(if: false) } }');
    expect(keysOf(ours.data)).toEqual(['author']);
    expect(ours.data?.['author']).toEqual({});
  });
});
