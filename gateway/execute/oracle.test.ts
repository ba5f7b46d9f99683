import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionResult } from 'graphql';
import { accounts } from '../fixtures/accounts.ts';
import { composeFixtures } from '../fixtures/open-fixture.ts';
import { type Comparison, kindsOf, openComparison } from '../fixtures/oracle/compare.ts';
import { type Draw, type RandomOperation, writeOperation } from '../fixtures/oracle/random-operation.ts';
import { answerOfReference, errorsOf, withTypeNames } from '../fixtures/oracle/referee.ts';
import { BENCHMARK, composeAll, RICH } from '../fixtures/oracle/supergraphs.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';

/** The same operations in every run, unless `ORACLE_SEED=random` or a number asks for others; `ORACLE_MS` makes it longer. */
const ASKED_SEED = process.env['ORACLE_SEED'] ?? '20261121';
const SEED = ASKED_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED_SEED);
const MS_PER_GRAPH = Number(process.env['ORACLE_MS'] ?? 8_000);
const MAX_OPERATIONS = 2_000;
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

describe.each(GRAPHS)(`an operation over %s is answered as Apollo's executor does (ORACLE_SEED=${SEED})`, (_, sdl) => {
  let comparison: Comparison;
  beforeAll(() => {
    comparison = openComparison(sdl());
  });

  test('with the same data and the same errors', async () => {
    let answered = 0;
    const property = fc.asyncProperty(fc.gen(), WORLDS, async (draw, world) => {
      const operation = randomOperation(comparison, (below) => draw(fc.nat, below - 1));
      const compared = await comparison.run(operation, world);
      if (compared === null) return;
      answered += 1;
      const { ours, stock } = compared;
      expect(errorsOf(ours)).toEqual(expectedErrors(ours, stock));
      if (JSON.stringify(ours.data) === JSON.stringify(stock.data)) return;
      // Apollo's executor orders and drops by rules of its own (below): then the specification decides.
      if (world.failures > 0) return expect(holds(ours.data, stock.data)).toBe(true);
      const typed = await comparison.run(withTypeNames(operation), world);
      const reference = answerOfReference(comparison.schema, operation, typed?.stock.data);
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(reference));
    });
    await fc.assert(property, {
      seed: SEED,
      numRuns: MAX_OPERATIONS,
      interruptAfterTimeLimit: MS_PER_GRAPH,
      // Made smaller only as long as that helps: a counterexample is read by a person.
      endOnFailure: false,
    });
    expect(answered).toBeGreaterThan(0);
  });
});

function randomOperation({ schema }: Comparison, draw: Draw): RandomOperation {
  const kinds = kindsOf(schema);
  const kind = kinds[draw(5) === 0 ? kinds.length - 1 : 0];
  if (kind === undefined) throw new Error('no kind of operation');
  return writeOperation(schema, kind, draw);
}

/**
 * Apollo's errors, and those for values that do not fit their type: Apollo's executor tells of them only when there is
 * nothing else to tell. https://spec.graphql.org/October2021/#sec-Handling-Field-Errors
 */
function expectedErrors(ours: ExecutionResult, stock: ExecutionResult): readonly string[] {
  const invalid = errorsOf(ours).filter((error) => error.startsWith('INTERNAL'));
  return [
    ...new Set([...errorsOf(stock), ...(errorsOf(stock).length > 0 ? invalid : []), ...ofDropped(ours, stock)]),
  ].toSorted();
}

/** Errors of fields that Apollo's executor has dropped from its answer. */
const ofDropped = ({ errors = [] }: ExecutionResult, { data }: ExecutionResult): readonly string[] =>
  errorsOf({ errors: errors.filter(({ path = [] }) => path.length > 0 && !isThere(data, path)) });

function isThere(data: unknown, [key, ...rest]: readonly (string | number)[]): boolean {
  if (key === undefined) return true;
  if (typeof data !== 'object' || data === null) return false;
  return Object.hasOwn(data, key) && (rest.length === 0 || isThere(Reflect.get(data, key), rest));
}

/** Whether all of `part` is in `whole`, in whatever order; a failing world is another one for another document, so no referee can be asked. */
function holds(whole: unknown, part: unknown): boolean {
  if (typeof whole !== 'object' || typeof part !== 'object' || whole === null || part === null) return whole === part;
  return Object.entries(part).every(
    ([key, value]) => Object.hasOwn(whole, key) && holds(Reflect.get(whole, key), value),
  );
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
});
