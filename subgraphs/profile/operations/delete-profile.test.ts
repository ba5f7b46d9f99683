import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { deleteProfile } from './delete-profile.ts';

test('a viewer without a profile is refused, and nobody is notified', async () => {
  const { context, store, notify } = createOperationWorld({ profile: null });
  expect(await deleteProfile(context)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound', path: [] } });
  expect(store.releaseNicknames).not.toHaveBeenCalled();
  expect(store.announce).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test('the profile is deleted, its nickname is released, the deletion is published, and subscribers are notified', async () => {
  const { context, store, notify } = createOperationWorld();
  expect(await deleteProfile(context)).toEqual({ ok: true, value: PROFILE });
  expect(store.removeProfile).toHaveBeenCalledWith('usr_ada');
  expect(store.releaseNicknames).toHaveBeenCalledWith('usr_ada');
  expect(store.announce.mock.calls).toEqual([
    [{ name: 'profile.profile-removed', notifies: false }, { userId: 'usr_ada', at: NOW.toISOString() }, NOW],
  ]);
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
});

test('media is informed of all that the profile showed, to which access ends', async () => {
  const { context, store } = createOperationWorld({
    profile: { ...PROFILE, avatarMediaFileId: 'mdf_9' },
    photoIds: ['pph_1'],
  });
  expect(await deleteProfile(context)).toMatchObject({ ok: true });
  const [[, items] = []] = store.enqueueWork.mock.calls;
  expect(items).toMatchObject([
    { payload: { subjectId: 'pph_1', fileIds: ['mdf_pph_1'], isShown: false } },
    { payload: { subjectId: 'prf_ada', fileIds: ['mdf_9'], isShown: false } },
  ]);
  expect(store.announce.mock.calls.slice(1).map(([, fact]) => Object(fact).grantId)).toEqual([
    'prf_ada-public',
    'prf_ada-friends',
  ]);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(deleteProfile(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
