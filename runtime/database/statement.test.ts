import { expect, test } from '@jest/globals';
import { sql } from './sql-fragment.ts';
import { toStatement } from './statement.ts';

const statement = (strings: TemplateStringsArray, ...values: unknown[]) => toStatement(strings, values);

test('values are bound, never part of the text', () => {
  expect(statement`SELECT ${"'; DROP"} AS one, ${2n} AS two`).toEqual({
    text: 'SELECT $1 AS one, $2 AS two',
    values: ["'; DROP", 2n],
  });
  expect(statement`SELECT 1`).toEqual({ text: 'SELECT 1', values: [] });
});

test('fragments become part of the text, and their values stand in its order', () => {
  const visible = sql`owner = ${'a'} OR ${sql`viewer = ${'b'}`}`;
  expect(statement`SELECT FROM t WHERE id = ${'x'} AND (${visible}) LIMIT ${3}`).toEqual({
    text: 'SELECT FROM t WHERE id = $1 AND (owner = $2 OR viewer = $3) LIMIT $4',
    values: ['x', 'a', 'b', 3],
  });
});

test('one template with and without a fragment gives two texts', () => {
  const read = (condition: unknown) => statement`SELECT FROM t WHERE ${condition}`;
  expect([read(true), read(sql`a = ${1}`), read(false)].map(({ text }) => text)).toEqual([
    'SELECT FROM t WHERE $1',
    'SELECT FROM t WHERE a = $1',
    'SELECT FROM t WHERE $1',
  ]);
});

test('instants are sent in UTC, in arrays as well', () => {
  const at = new Date('2026-03-29T01:30:00.123Z');
  expect(statement`SELECT ${at}, ${[at, null]}`.values).toEqual([
    '2026-03-29T01:30:00.123Z',
    ['2026-03-29T01:30:00.123Z', null],
  ]);
});
