import { expect, test } from '@jest/globals';
import { graphWorld, LIST } from '../../fixtures/graph-world.ts';
import { updateList } from './update-list.ts';

test('gives a list another title', async () => {
  expect(await updateList(graphWorld(), { listId: LIST.id, title: 'Far' })).toEqual({
    ok: true,
    value: { ...LIST, title: 'Far' },
  });
});

test.each([
  ['a list of another', { listId: 'lst_2', title: 'Far' }, 'NotFound'],
  ['an empty title', { listId: LIST.id, title: '' }, 'InvalidInput'],
])('%s is refused', async (_, input, __typename) => {
  expect(await updateList(graphWorld(), input)).toMatchObject({ refusal: { __typename } });
});
