import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, FACTS, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { updateProfileVisibility } from './update-profile-visibility.ts';

test.each([
  ['an unknown visibility', { visibility: 'SECRET' }, 'visibility'],
  ['no visibility', {}, 'visibility'],
])('%s is refused, and nothing changes', async (_, input, field) => {
  const { context, store, notify } = createOperationWorld();
  expect(await updateProfileVisibility(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', field] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test('a viewer without a profile is refused, and nobody is notified', async () => {
  const { context, store, notify } = createOperationWorld({ profile: null });
  expect(await updateProfileVisibility(context, { visibility: 'HIDDEN' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotFound' },
  });
  expect(store.announce).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test.each(['PUBLIC', 'FRIENDS', 'HIDDEN'] as const)(
  'a profile becomes %s, which is published, and subscribers are notified',
  async (visibility) => {
    const { context, store, notify } = createOperationWorld();
    expect(await updateProfileVisibility(context, { visibility })).toEqual({ ok: true, value: PROFILE });
    expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', { visibility }, NOW);
    expect(store.announce.mock.calls.slice(0, 1)).toEqual([
      [{ name: 'profile.profile-changed', notifies: false }, FACTS, NOW],
    ]);
    expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
  },
);

test.each([
  ['PUBLIC', 'FRIENDS', ['ended prf_ada-public', 'restored prf_ada-friends']],
  ['PUBLIC', 'HIDDEN', ['ended prf_ada-public']],
  ['FRIENDS', 'HIDDEN', ['ended prf_ada-friends']],
  ['FRIENDS', 'PUBLIC', ['restored prf_ada-public']],
  ['HIDDEN', 'PUBLIC', ['restored prf_ada-public']],
  ['PUBLIC', 'PUBLIC', []],
] as const)('access to files from %s to %s: %j', async (former, visibility, expected) => {
  const { context, store } = createOperationWorld({ profile: { ...PROFILE, visibility: former } });
  store.changeProfile.mockResolvedValueOnce({ ...PROFILE, visibility });
  await updateProfileVisibility(context, { visibility });
  const changes = store.announce.mock.calls.slice(1).map(([type, fact]) => {
    return `${Object(type).name.replace('profile.file-access-', '')} ${Object(fact).grantId}`;
  });
  expect(changes).toEqual(expected);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(updateProfileVisibility(context, { visibility: 'HIDDEN' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
