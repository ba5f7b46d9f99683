import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createOperationWorld } from '../fixtures/operation-world.ts';
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
  [
    'any file, as long as there is no media domain',
    { mediaFileId: 'x'.repeat(100) },
    { photoIds: photoIds(MAX_PHOTOS - 1) },
    'MediaUnavailable',
    ['mediaFileId'],
  ],
])('%s is refused', async (_, input, options, __typename, path) => {
  const { context } = createOperationWorld(options);
  expect(await addProfilePhoto(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(addProfilePhoto(context, { mediaFileId: 'mdf_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
