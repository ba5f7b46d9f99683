import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { obeyModeration } from './obey-moderation.ts';

const subjectId = 'prf_ada';
const grants = (event: string) =>
  ['prf_ada-public', 'prf_ada-friends'].map((grantId) => [
    expect.objectContaining({ name: event }),
    { grantId, userId: null, fileIds: null, at: NOW.toISOString() },
    NOW,
  ]);

test.each([
  ['HIDE', 'profile.file-access-ended'],
  ['RESTORE', 'profile.file-access-restored'],
] as const)(
  '%s publishes what becomes of access to the files, and signals after the commit',
  async (decision, event) => {
    const { context, store, notify } = createOperationWorld({ photoIds: ['pph_1'] });

    const afterCommit = await obeyModeration(context, store, { subjectId, decision, at: NOW });

    expect(store.announce.mock.calls).toEqual(grants(event));
    expect(store.clearProfile).not.toHaveBeenCalled();
    expect(notify).not.toHaveBeenCalled();
    await afterCommit?.();
    expect(notify).toHaveBeenCalledWith('profile.profile-updated.usr_ada');
  },
);

test('REMOVE clears the profile, ends access to its files and gives them back', async () => {
  const profile = { ...PROFILE, avatarMediaFileId: 'fil_face' };
  const { context, store } = createOperationWorld({ profile, photoIds: ['pph_1'] });

  await obeyModeration(context, store, { subjectId, decision: 'REMOVE', at: NOW });

  expect(store.clearProfile).toHaveBeenCalledWith(PROFILE.id, NOW);
  expect(store.announce).toHaveBeenCalledTimes(2);
  const [[, items] = []] = store.enqueueWork.mock.calls;
  expect(items).toMatchObject([
    { payload: { subjectId: 'pph_1', fileIds: ['mdf_pph_1'], isShown: false } },
    { payload: { subjectId: PROFILE.id, fileIds: ['fil_face'], isShown: false } },
  ]);
});

test('a profile that is gone signals nobody', async () => {
  const { context, store } = createOperationWorld({ profile: null });

  expect(await obeyModeration(context, store, { subjectId, decision: 'HIDE', at: NOW })).toBeUndefined();
  expect(store.announce).not.toHaveBeenCalled();
});
