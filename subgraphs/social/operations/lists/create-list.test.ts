import { expect, test } from '@jest/globals';
import { ADA, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import { createList, MAX_LISTS } from './create-list.ts';

test('makes a list', async () => {
  const world = graphWorld();
  expect(await createList(world, { title: ' Near ' })).toMatchObject({ value: { ownerId: ADA, title: 'Near' } });
  expect(world.store.addUserList).toHaveBeenCalledWith(expect.objectContaining({ createdAt: NOW }), MAX_LISTS);
});

test.each([[''], ['x'.repeat(81)], ['a\nb']])('the title %j is refused', async (title) => {
  expect(await createList(graphWorld(), { title })).toMatchObject({ refusal: { __typename: 'InvalidInput' } });
});

test('more lists than one may have are refused', async () => {
  const world = graphWorld();
  world.store.addUserList.mockResolvedValue(null);
  expect(await createList(world, { title: 'Near' })).toMatchObject({ refusal: { __typename: 'NotPermitted' } });
});
