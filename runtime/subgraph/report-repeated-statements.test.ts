import { beforeEach, expect, test } from '@jest/globals';
import { noteStatement } from '../database/statement-counts.ts';
import { ANONYMOUS } from '../executor/caller.ts';
import { reportRepeatedStatements } from './report-repeated-statements.ts';

const QUERY = 'query Friends { friends { profile { nickname } } }';
const ONE_BY_ONE = 'SELECT\n  FROM profile WHERE id = $1';

const lines: object[] = [];
let at = 0;
beforeEach(() => {
  lines.length = 0;
  at = 0;
});

/** Executes an operation that sends these statements, several of which may be under way at once. */
const open = () => {
  const report = { log: { warn: (line: object) => void lines.push(line) }, now: () => new Date(at) };
  let statements: readonly string[] = [];
  const execute = reportRepeatedStatements(async () => {
    for (const text of statements) {
      const onResult = noteStatement(text);
      await Promise.resolve();
      onResult?.();
    }
    return { data: {} };
  }, report);
  return (...texts: readonly string[]) => {
    statements = texts;
    return execute({ query: QUERY, requestId: 'req_1' }, ANONYMOUS);
  };
};

test('one statement for each row is logged, with the operation and how often it was sent', async () => {
  expect(await open()('SELECT 1', ...Array(4).fill(ONE_BY_ONE))).toEqual({ data: {} });
  expect(lines).toEqual([
    {
      requestId: 'req_1',
      operation: 'Friends',
      fields: ['friends'],
      levels: 3,
      document: QUERY,
      statements: [{ count: 4, sentFrom: null, text: 'SELECT FROM profile WHERE id = $1' }],
    },
  ]);
});

test('one statement a level is not', async () => {
  await open()(...Array(3).fill(ONE_BY_ONE));
  expect(lines).toEqual([]);
});

test('requests that run at once are counted apart', async () => {
  const run = open();
  await Promise.all(Array.from({ length: 4 }, () => run(ONE_BY_ONE, 'SELECT 2')));
  expect(lines).toEqual([]);
});

test('a statement is logged once a minute', async () => {
  const run = open();
  for (at of [0, 59_999, 60_000]) await run(...Array(5).fill(ONE_BY_ONE));
  expect(lines).toHaveLength(2);
});
