import { expect, test } from '@jest/globals';
import { createStatementNames, MAX_PREPARED_STATEMENTS } from './statement-names.ts';

test('a text has a name from its second use on, and keeps it', () => {
  const names = createStatementNames();
  expect(names.of('SELECT 1')).toBeUndefined();
  const name = names.of('SELECT 1');
  expect(name).toMatch(/^s\d+$/);
  expect(names.of('SELECT 1')).toBe(name);
});

test('two texts never share a name, also after a reset', () => {
  const names = createStatementNames();
  const given: unknown[] = [];
  for (const text of ['a', 'b', 'a', 'b']) given.push(names.of(text));
  names.reset();
  for (const text of ['a', 'b', 'a', 'b']) given.push(names.of(text));
  const all = given.filter((name) => name !== undefined);
  expect(all).toHaveLength(4);
  expect(new Set(all).size).toBe(4);
});

test('texts that are used once take the place of none', () => {
  const names = createStatementNames();
  for (let n = 0; n < 3 * MAX_PREPARED_STATEMENTS; n += 1) expect(names.of(`SELECT ${n}`)).toBeUndefined();
  names.of('SELECT a');
  expect(names.of('SELECT a')).toBeDefined();
});

test('beyond the limit a text stays without a name, and those that have one keep it', () => {
  const names = createStatementNames();
  const useTwice = (text: string) => [names.of(text), names.of(text)].at(-1);
  const first = useTwice('SELECT 0');
  for (let n = 1; n < MAX_PREPARED_STATEMENTS; n += 1) useTwice(`SELECT ${n}`);
  expect(useTwice('SELECT more')).toBeUndefined();
  expect(names.of('SELECT 0')).toBe(first);
});
