import { expect, test } from '@jest/globals';
import { isId, newId } from './ids.ts';

const at = (ms: number) => new Date(ms);

test('an id is a prefix and a UUIDv7 of its millisecond', () => {
  for (const ms of [0, 1, 1_795_000_000_123, 2 ** 48 - 1]) {
    const id = newId('msg', at(ms));
    expect(id).toMatch(/^msg_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(4, 17).replace('-', ''), 16)).toBe(ms);
    expect(isId('msg', id)).toBe(true);
  }
});

test('ids sort by the millisecond they were made in, and no two are alike', () => {
  const ids = Array.from({ length: 2_000 }, (_, nth) => newId('msg', at(1_795_000_000_000 + nth)));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 2_000 }, () => newId('msg', at(5)))).size).toBe(2_000);
});

const ID = newId('msg', at(1_795_000_000_000));

test.each([
  ['of another kind', ID.replace('msg', 'usr')],
  ['without a prefix', ID.slice(4)],
  ['in capitals', ID.toUpperCase()],
  ['of another version', ID.replace(/-7/, '-4')],
  ['of another variant', `${ID.slice(0, 23)}0${ID.slice(24)}`],
  ['with an end', `${ID}\n`],
  ['with a beginning', ` ${ID}`],
  ['too short', ID.slice(0, -1)],
  ['empty', ''],
])('text %s is no id', (_, text) => {
  expect(isId('msg', text)).toBe(false);
});
