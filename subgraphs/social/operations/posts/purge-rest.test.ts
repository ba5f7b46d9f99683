import { expect, test } from '@jest/globals';
import { createWorld, NOW } from '../../fixtures/operation-world.ts';
import { purgeRest } from './purge-rest.ts';

test('files of comments that went are released, and what is left is said', async () => {
  const files = [{ subjectId: 'cmt_1', ownerId: 'usr_ben', fileIds: ['fil_1'] }];
  const world = createWorld({ store: { purgePost: async () => ({ isComplete: false, files }) } });
  // as: the world has what the operation needs of the store.
  expect(await purgeRest(world.store as never, 'pst_1', NOW)).toBe(false);
  expect(world.store.enqueueWork.mock.calls[0]?.[1]).toEqual([
    { key: 'cmt_1', payload: { ...files[0], grantId: 'cmt_1', isShown: false } },
  ]);
});
