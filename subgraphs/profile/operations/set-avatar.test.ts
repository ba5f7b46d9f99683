import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createOperationWorld } from '../fixtures/operation-world.ts';
import { setAvatar } from './set-avatar.ts';

test.each([
  ['a blank id', { mediaFileId: ' ' }, {}, 'InvalidInput', ['mediaFileId']],
  ['an id of 101 characters', { mediaFileId: 'x'.repeat(101) }, {}, 'InvalidInput', ['mediaFileId']],
  ['a viewer without a profile', { mediaFileId: 'mdf_1' }, { profile: null }, 'NotFound', []],
  ['any file, as long as there is no media domain', { mediaFileId: 'mdf_1' }, {}, 'MediaUnavailable', ['mediaFileId']],
])('%s is refused, and the profile stays', async (_, input, options, __typename, path) => {
  const { context, store } = createOperationWorld(options);
  expect(await setAvatar(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(setAvatar(context, { mediaFileId: 'mdf_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
