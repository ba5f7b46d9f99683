import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createOperationWorld, NOW, PHOTO, PROFILE } from '../fixtures/operation-world.ts';
import { addProfilePhoto } from './add-profile-photo.ts';
import { MAX_PHOTOS } from './photo-rules.ts';

const photoIds = (count: number) => Array.from({ length: count }, (_, at) => `pph_${at}`);

test.each([
  ['a blank id', { mediaFileId: ' ' }, {}, 'InvalidInput', ['mediaFileId']],
  ['an id of 101 characters', { mediaFileId: 'x'.repeat(101) }, {}, 'InvalidInput', ['mediaFileId']],
  ['a viewer without a profile', { mediaFileId: 'mdf_1' }, { profile: null }, 'NotFound', []],
  [
    'a photo beyond the limit',
    { mediaFileId: 'mdf_1' },
    { photoIds: photoIds(MAX_PHOTOS) },
    'PhotoLimitReached',
    ['mediaFileId'],
  ],
  ['a file of nobody', { mediaFileId: 'x'.repeat(100) }, {}, 'MediaUnavailable', ['mediaFileId']],
  ['a file that is no picture', { mediaFileId: 'fil_pdf' }, {}, 'MediaUnavailable', ['mediaFileId']],
  ['a picture that is being processed', { mediaFileId: 'fil_new' }, {}, 'MediaNotReady', ['mediaFileId']],
])('%s is refused, and nothing is stored', async (_, input, options, __typename, path) => {
  const { context, store } = createOperationWorld(options);
  expect(await addProfilePhoto(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.addPhoto).not.toHaveBeenCalled();
});

test('a picture is added once, and media is informed by work', async () => {
  const { context, store, notify } = createOperationWorld({ photoIds: photoIds(MAX_PHOTOS - 1) });
  expect(await addProfilePhoto(context, { mediaFileId: 'fil_1' })).toEqual({ ok: true, value: PROFILE });
  expect(store.addPhoto).toHaveBeenCalledWith(expect.objectContaining({ userId: 'usr_ada', mediaFileId: 'fil_1' }));
  const [id = ''] = store.addPhoto.mock.calls.map(([photo]) => photo.id);
  const use = { subjectId: id, ownerId: 'usr_ada', grantId: 'prf_ada', fileIds: ['fil_1'], isShown: true };
  expect(store.enqueueWork.mock.calls).toEqual([[expect.anything(), [{ payload: use, key: id }], NOW]]);
  expect(notify).toHaveBeenCalledWith('profile.work', {});
});

test('a picture that was added meanwhile stays where it is, and none is added beyond the limit', async () => {
  const present = createOperationWorld();
  present.store.photos.mockResolvedValueOnce([[]]).mockResolvedValueOnce([[{ ...PHOTO, mediaFileId: 'fil_1' }]]);
  expect(await addProfilePhoto(present.context, { mediaFileId: 'fil_1' })).toMatchObject({ ok: true });
  expect(present.store.addPhoto).not.toHaveBeenCalled();

  const full = createOperationWorld({ photoIds: photoIds(MAX_PHOTOS) });
  full.store.photos.mockResolvedValueOnce([[]]);
  expect(await addProfilePhoto(full.context, { mediaFileId: 'fil_1' })).toMatchObject({
    refusal: { __typename: 'PhotoLimitReached' },
  });
  expect(full.store.addPhoto).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(addProfilePhoto(context, { mediaFileId: 'mdf_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
