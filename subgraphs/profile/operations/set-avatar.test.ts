import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { setAvatar } from './set-avatar.ts';

test.each([
  ['a blank id', { mediaFileId: ' ' }, {}, 'InvalidInput', ['mediaFileId']],
  ['an id of 101 characters', { mediaFileId: 'x'.repeat(101) }, {}, 'InvalidInput', ['mediaFileId']],
  ['a viewer without a profile', { mediaFileId: 'mdf_1' }, { profile: null }, 'NotFound', []],
  ['a file of nobody', { mediaFileId: 'mdf_1' }, {}, 'MediaUnavailable', ['mediaFileId']],
  ['a file that is no picture', { mediaFileId: 'fil_pdf' }, {}, 'MediaUnavailable', ['mediaFileId']],
  ['a picture that is being processed', { mediaFileId: 'fil_new' }, {}, 'MediaNotReady', ['mediaFileId']],
])('%s is refused, and the profile stays', async (_, input, options, __typename, path) => {
  const { context, store } = createOperationWorld(options);
  expect(await setAvatar(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
});

const usesOf = ({ enqueueWork }: { enqueueWork: { mock: { calls: unknown[][] } } }) =>
  enqueueWork.mock.calls.flatMap(([, items]) => [items].flat().map((item) => Object(item).payload));

test('the first avatar is shown, and media is informed by work', async () => {
  const { context, store, notify } = createOperationWorld();
  expect(await setAvatar(context, { mediaFileId: 'fil_1' })).toMatchObject({ ok: true });
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', { avatarMediaFileId: 'fil_1' }, NOW);
  expect(usesOf(store)).toMatchObject([{ subjectId: 'prf_ada', fileIds: ['fil_1'], isShown: true }]);
  expect(notify.mock.calls.map(([topic]) => topic)).toEqual([profileTopic('usr_ada'), 'profile.work']);
});

test('another avatar takes the place of the former, to which access ends unless it is a photo', async () => {
  const profile = { ...PROFILE, avatarMediaFileId: 'mdf_pph_1' };
  const ended = ['profile.file-access-ended', ['mdf_pph_1']];
  for (const [photoIds, expected] of [
    [[], [ended, ended]],
    [['pph_1'], []],
  ] as const) {
    const { context, store } = createOperationWorld({ profile, photoIds });
    store.profileOf.mockResolvedValueOnce(profile).mockResolvedValueOnce(profile).mockResolvedValueOnce(PROFILE);
    expect(await setAvatar(context, { mediaFileId: null })).toMatchObject({ ok: true });
    expect(usesOf(store)).toMatchObject([{ subjectId: 'prf_ada', fileIds: ['mdf_pph_1'], isShown: false }]);
    expect(store.announce.mock.calls.map(([type, fact]) => [Object(type).name, Object(fact).fileIds])).toEqual(
      expected,
    );
  }
});

test('the same avatar again changes nothing', async () => {
  const { context, store } = createOperationWorld({ profile: { ...PROFILE, avatarMediaFileId: 'fil_1' } });
  expect(await setAvatar(context, { mediaFileId: 'fil_1' })).toMatchObject({ ok: true });
  expect(store.changeProfile).not.toHaveBeenCalled();
  expect(store.enqueueWork).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(setAvatar(context, { mediaFileId: 'mdf_1' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
