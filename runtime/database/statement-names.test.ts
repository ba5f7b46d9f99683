import { expect, test } from '@jest/globals';
import { createStatementNames, MAX_PREPARED_STATEMENTS, type NamedText } from './statement-names.ts';

test('a text has a name from its second use on, and keeps it', () => {
  const names = createStatementNames();
  expect(names.of('SELECT 1')).toEqual({ text: 'SELECT 1' });
  const named = names.of('SELECT 1');
  expect(named).toEqual({ text: 'SELECT 1', name: expect.stringMatching(/^s_[\w-]{22}$/) });
  expect(names.of('SELECT 1')).toBe(named);
});

test('a name stands for one text in every process, also after a reset', () => {
  const texts = new Map<string, string>();
  const note = ({ text, name }: NamedText) => {
    if (name === undefined) return;
    expect(texts.get(name) ?? text).toBe(text);
    texts.set(name, text);
  };
  const [one, other] = [createStatementNames(), createStatementNames()];
  for (const text of ['a', 'b', 'a', 'b']) note(one.of(text));
  for (const text of ['b', 'a', 'b', 'a']) note(other.of(text));
  expect(texts.size).toBe(2);
  for (const names of [one, other]) {
    names.reset();
    for (const text of ['a', 'b', 'a', 'b']) note(names.of(text));
  }
  expect(texts.size).toBe(6);
  expect(new Set(texts.values()).size).toBe(6);
});

test('nothing has a name where they are disabled, from the start or later', () => {
  const names = createStatementNames();
  for (let use = 0; use < 2; use += 1) names.of('SELECT 1');
  names.disable();
  expect(names.of('SELECT 1')).toEqual({ text: 'SELECT 1' });
  const disabled = createStatementNames({ isEnabled: false });
  for (let use = 0; use < 3; use += 1) expect(disabled.of('SELECT 1')).toEqual({ text: 'SELECT 1' });
});

test('texts that are used once take the place of none', () => {
  const names = createStatementNames();
  for (let n = 0; n < 3 * MAX_PREPARED_STATEMENTS; n += 1) expect(names.of(`SELECT ${n}`).name).toBeUndefined();
  names.of('SELECT a');
  expect(names.of('SELECT a').name).toBeDefined();
});

test('beyond the limit a text stays without a name, and those that have one keep it', () => {
  const names = createStatementNames();
  const useTwice = (text: string) => [names.of(text), names.of(text)].at(-1)?.name;
  const first = useTwice('SELECT 0');
  for (let n = 1; n < MAX_PREPARED_STATEMENTS; n += 1) useTwice(`SELECT ${n}`);
  expect(useTwice('SELECT more')).toBeUndefined();
  expect(names.of('SELECT 0').name).toBe(first);
});
