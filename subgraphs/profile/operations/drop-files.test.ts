import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { dropFiles } from './drop-files.ts';

const AVATAR = { profile: { ...PROFILE, avatarMediaFileId: 'mdf_pph_1' } };

test.each([
  ['a photo', { photoIds: ['pph_1', 'pph_2'] }, ['pph_1'], [{}]],
  ['an avatar', AVATAR, [], [{ avatarMediaFileId: null }]],
  ['both', { ...AVATAR, photoIds: ['pph_1'] }, ['pph_1'], [{ avatarMediaFileId: null }]],
  ['what is not shown', { photoIds: ['pph_2'] }, [], []],
  ['what somebody without a profile had', { profile: null }, [], []],
])('%s is dropped', async (_, options, removed, changes) => {
  const { context, store } = createOperationWorld(options);
  expect(await dropFiles(context.repository, context, 'usr_ada', ['mdf_pph_1'])).toBe(changes.length > 0);
  expect(store.removePhoto.mock.calls).toEqual(removed.map((id) => ['usr_ada', id]));
  expect(store.changeProfile.mock.calls).toEqual(changes.map((change) => ['usr_ada', change, NOW]));
});
