import { expect, test } from '@jest/globals';
import { isId } from '../operations/ids.ts';
import { deriveId } from './derive-id.ts';

const idOf = (oldId: string, source = 'old', at: Date | null = null) =>
  deriveId('usr', { source, kind: 'people', oldId }, at);

test('the same key gives the same id in the form of all ids, and another key another', () => {
  expect(idOf('ada')).toBe(idOf('ada'));
  expect(isId('usr', idOf('ada'))).toBe(true);
  expect(new Set([idOf('ada'), idOf('ben'), idOf('ada', 'other')]).size).toBe(3);
  expect(deriveId('usr', { source: 'old', kind: 'files', oldId: 'ada' })).not.toBe(idOf('ada'));
});

test.each([
  ['integers', ['2', '10', '999999999999999']],
  ['ids of MongoDB', ['4f0000000000000000000001', '4f0000010000000000000000', 'ff0000000000000000000000']],
  ['UUIDs of version 7', ['018f0000-0000-7fff-bfff-ffffffffffff', '018f0000-0001-7000-8000-000000000000']],
])('%s keep their order', (_, oldIds) => {
  const ids = oldIds.map((oldId) => idOf(oldId));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(isId('usr', id)).toBe(true);
});

test('a time goes before the order of old ids', () => {
  const [earlier, later] = [idOf('9', 'old', new Date(1_000)), idOf('1', 'old', new Date(2_000))];
  expect(earlier < later).toBe(true);
  expect(isId('usr', idOf('1', 'old', new Date(-1)))).toBe(true);
});
