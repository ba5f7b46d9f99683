import { expect, test } from '@jest/globals';
import { createLoader, groupedBy, inOrderOf } from './loader.ts';

const ROWS = [
  { id: 'c', owner: 'ada' },
  { id: 'a', owner: 'bob' },
  { id: 'b', owner: 'ada' },
];

test('rows come in the order of their ids, null for what is absent, twice for who is asked twice', () => {
  const [c, a] = ROWS;
  expect(inOrderOf(['a', 'x', 'c', 'a'], ROWS, ({ id }) => id)).toEqual([a, null, c, a]);
});

test('groups come in the order of the ids, rows within in their own, empty for who has none', () => {
  const [c, a, b] = ROWS;
  expect(groupedBy(['eve', 'bob', 'ada'], ROWS, ({ owner }) => owner)).toEqual([[], [a], [c, b]]);
});

test('names of object members are ids like any other', () => {
  expect(inOrderOf(['__proto__', 'constructor'], [{ id: 'constructor' }], ({ id }) => id)).toEqual([
    null,
    { id: 'constructor' },
  ]);
});

test('a loader reads each id of a moment once, in one batch, at most 500 at a time', async () => {
  const batches: (readonly string[])[] = [];
  const loader = createLoader<string>(async (ids) => {
    batches.push(ids);
    return ids.map((id) => (id === 'x' ? null : `row ${id}`));
  });
  expect(await Promise.all(['b', 'x', 'a', 'b'].map((id) => loader.load(id)))).toEqual([
    'row b',
    null,
    'row a',
    'row b',
  ]);
  expect(batches).toEqual([['b', 'x', 'a']]);
  await loader.loadMany(Array.from({ length: 1_200 }, (_, at) => `id-${at}`));
  expect(batches.slice(1).map(({ length }) => length)).toEqual([500, 500, 200]);
});
