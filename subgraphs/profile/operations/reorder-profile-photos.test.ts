import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, PROFILE } from '../fixtures/operation-world.ts';
import { MAX_PHOTOS } from './photo-rules.ts';
import { reorderProfilePhotos } from './reorder-profile-photos.ts';

const OWN = { photoIds: ['pph_1', 'pph_2', 'pph_3'] };
const TOO_MANY = Array.from({ length: MAX_PHOTOS + 1 }, (_, at) => `pph_${at}`);

test.each([
  ['a blank id', [' '], OWN, 'InvalidInput', ['photoIds', '0']],
  ['a photo that is listed twice', ['pph_1', 'pph_2', 'pph_2'], OWN, 'InvalidInput', ['photoIds']],
  ['a photo that is missing', ['pph_1', 'pph_2'], OWN, 'InvalidInput', ['photoIds']],
  ['a list beyond the limit', TOO_MANY, OWN, 'InvalidInput', ['photoIds']],
  ['a photo of another user', ['pph_1', 'pph_eve', 'pph_2'], OWN, 'NotFound', ['photoIds', '1']],
  ['a viewer without a profile', [], { profile: null }, 'NotFound', []],
])('%s is refused, and the order stays', async (_, photoIds, options, __typename, path) => {
  const { context, store, notify } = createOperationWorld(options);
  expect(await reorderProfilePhotos(context, { photoIds })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.orderPhotos).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test('all photos are put in another order, and subscribers are notified', async () => {
  const { context, store, notify, clearPhotos } = createOperationWorld(OWN);
  const photoIds = ['pph_3', 'pph_1', 'pph_2'];
  expect(await reorderProfilePhotos(context, { photoIds })).toEqual({ ok: true, value: PROFILE });
  expect(store.orderPhotos).toHaveBeenCalledWith('usr_ada', photoIds);
  expect(clearPhotos).toHaveBeenCalledTimes(1);
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(reorderProfilePhotos(context, { photoIds: [] })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
