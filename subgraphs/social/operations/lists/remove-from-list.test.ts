import { expect, test } from '@jest/globals';
import { graphWorld, LIST, NOBODY } from '../../fixtures/graph-world.ts';
import { removeFromList } from './remove-from-list.ts';

test('removes people, also those who do not exist any more', async () => {
  const world = graphWorld();
  expect(await removeFromList(world, { listId: LIST.id, userIds: [NOBODY] })).toEqual({ ok: true, value: LIST });
  expect(world.store.removeListMembers).toHaveBeenCalledWith(LIST.id, [NOBODY]);
});

test('a list of another is refused', async () => {
  const world = graphWorld();
  expect(await removeFromList(world, { listId: 'lst_2', userIds: [NOBODY] })).toMatchObject({
    refusal: { __typename: 'NotFound' },
  });
  expect(world.store.removeListMembers).not.toHaveBeenCalled();
});
