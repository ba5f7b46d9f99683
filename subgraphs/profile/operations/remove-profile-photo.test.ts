import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { removeProfilePhoto } from './remove-profile-photo.ts';

const OWN = { photoIds: ['pph_1'] };

test.each([
  ['a blank id', { photoId: ' ' }, OWN, 'InvalidInput', ['photoId']],
  ['an id with a control character', { photoId: 'a\u0007' }, OWN, 'InvalidInput', ['photoId']],
  ['an id of 101 characters', { photoId: 'x'.repeat(101) }, OWN, 'InvalidInput', ['photoId']],
  ['a photo of another user', { photoId: 'pph_eve' }, OWN, 'NotFound', ['photoId']],
  ['a viewer without a profile', { photoId: 'pph_1' }, { ...OWN, profile: null }, 'NotFound', []],
])('%s is refused, and nobody is notified', async (_, input, options, __typename, path) => {
  const { context, store, notify, clearPhotos } = createOperationWorld(options);
  expect(await removeProfilePhoto(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
  expect(clearPhotos).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test('a photo is removed from the locked profile, whose revision grows and whose subscribers are notified', async () => {
  const { context, store, notify, clearPhotos } = createOperationWorld(OWN);
  expect(await removeProfilePhoto(context, { photoId: 'pph_1' })).toEqual({ ok: true, value: PROFILE });
  expect(store.removePhoto).toHaveBeenCalledWith('usr_ada', 'pph_1');
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', {}, NOW);
  expect(clearPhotos).toHaveBeenCalledTimes(1);
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
  expect(store.enqueueWork.mock.calls).toMatchObject([
    [{}, [{ payload: { subjectId: 'pph_1', fileIds: ['mdf_pph_1'], isShown: false } }], NOW],
  ]);
  const order = [store.lockProfile, store.removePhoto].map(({ mock }) => mock.invocationCallOrder[0]);
  expect(order).toEqual(order.toSorted((one, other) => Number(one) - Number(other)));
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(removeProfilePhoto(context, { photoId: 'pph_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
