import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { stopShowing } from './show-files.ts';

test.each([
  ['a file that nothing else shows', { photoIds: [] }, 2],
  ['a photo that is the avatar too', { profile: { ...PROFILE, avatarMediaFileId: 'mdf_1' } }, 0],
  ['an avatar that is a photo too', { photoIds: ['1'] }, 0],
  ['a file of a profile that is gone', { profile: null }, 0],
])('%s', async (_, options, endings) => {
  const { context, store } = createOperationWorld(options);
  await stopShowing(context.repository, { ownerId: 'usr_ada', subjectId: 'pph_1', fileId: 'mdf_1' }, NOW);
  expect(store.announce).toHaveBeenCalledTimes(endings);
  expect(store.enqueueWork).toHaveBeenCalledTimes(1);
});
