import { expect, jest, test } from '@jest/globals';
import type { Sql } from '../database/database.ts';
import { countStatements, noteStatement } from '../database/statement-counts.ts';
import { ANONYMOUS, serviceCaller } from '../executor/caller.ts';
import { requireCompleteRelations } from './require-complete-relations.ts';

const DATA = { data: { a: 1 } };
const REQUEST = { query: '{ a }' };
const ada = { ...ANONYMOUS, viewerId: 'usr_ada' };
const REFUSED = { errors: [expect.objectContaining({ extensions: { code: 'UNAVAILABLE', retryable: true } })] };

/** A database that names these copies as incomplete. */
const sqlOf = (incomplete: () => Promise<unknown>) => ({ $queryRaw: jest.fn(incomplete) }) as unknown as Sql;
const open = (incomplete: () => Promise<unknown>) => requireCompleteRelations(async () => DATA, sqlOf(incomplete));

test.each<[string, () => Promise<unknown>]>([
  ['is incomplete', async () => [{ producer: 'friends', percent: 40 }]],
  ['cannot be read', () => Promise.reject(new Error('connection refused'))],
])('while the copy %s, people get a retryable error and not a rejection', async (_, incomplete) => {
  const execute = open(incomplete);

  expect(await execute(REQUEST, ada)).toEqual(REFUSED);
  expect(await execute(REQUEST, ANONYMOUS)).toEqual(DATA);
  expect(await execute(REQUEST, serviceCaller('chat'))).toEqual(DATA);
});

test('with a complete copy everybody is served', async () => {
  expect(await open(async () => [])(REQUEST, ada)).toEqual(DATA);
});

test('a request is not counted for reading the state that all requests share', async () => {
  const execute = open(async () => {
    noteStatement('SELECT the state of the copies');
    return [];
  });

  const { value, counts } = await countStatements(() => execute(REQUEST, ada));

  expect(value).toEqual(DATA);
  expect([...counts.byText]).toEqual([]);
});
