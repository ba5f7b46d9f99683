import { expect, test } from '@jest/globals';
import { graphWorld, LIST } from '../../fixtures/graph-world.ts';
import { deleteList } from './delete-list.ts';

test('deletes a list of the viewer', async () => {
  expect(await deleteList(graphWorld(), { listId: LIST.id })).toEqual({ ok: true, value: LIST.id });
});

test.each([
  ['a list of another', { listId: 'lst_2' }, 'NotFound'],
  ['no list', {}, 'InvalidInput'],
])('%s is refused', async (_, input, __typename) => {
  expect(await deleteList(graphWorld(), input)).toMatchObject({ refusal: { __typename } });
});
