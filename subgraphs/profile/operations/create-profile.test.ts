import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, FACTS, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { createProfile } from './create-profile.ts';

/** A world whose viewer has no profile, and in which `createProfile` adds one unless `isAdded` is false. */
function createWorld({ isAdded = true, profile = null, ...options }: Options & { isAdded?: boolean } = {}) {
  const world = createOperationWorld({ ...options, profile });
  if (!isAdded) world.store.addProfile.mockResolvedValue(null);
  return world;
}
type Options = NonNullable<Parameters<typeof createOperationWorld>[0]>;

test('a profile is stored with its nickname claimed for good, and subscribers are notified', async () => {
  const { context, store, notify } = createWorld();

  expect(await createProfile(context, { nickname: 'Ada' })).toEqual({ ok: true, value: PROFILE });
  expect(store.claimNickname).toHaveBeenCalledWith({ key: 'ada', userId: 'usr_ada', expiresAt: null }, NOW);
  expect(store.addProfile).toHaveBeenCalledWith(
    expect.objectContaining({
      userId: 'usr_ada',
      nickname: 'Ada',
      displayName: 'Ada',
      id: expect.stringMatching(/^prf_/),
    }),
    NOW,
  );
  expect(store.announce.mock.calls).toEqual([[{ name: 'profile.profile-changed', notifies: false }, FACTS, NOW]]);
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
});

describe('nobody is notified of a refusal', () => {
  test.each([
    ['a wrong nickname', { nickname: '!' }, {}, 'InvalidInput'],
    ['a name of the operators', { nickname: 'Support' }, {}, 'NicknameTaken'],
    ['a nickname that is held', { nickname: 'Ada' }, { isFree: false }, 'NicknameTaken'],
    ['a second profile', { nickname: 'Ada' }, { profile: PROFILE }, 'ProfileExists'],
    ['a second profile made at the same moment', { nickname: 'Ada' }, { isAdded: false }, 'ProfileExists'],
  ])('for %s', async (_, input, options, __typename) => {
    const { context, store, notify } = createWorld(options);

    expect(await createProfile(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
    expect(store.announce).not.toHaveBeenCalled();
    expect(notify).not.toHaveBeenCalled();
  });

  test('and the claim of one who lost the race to make a profile is given back', async () => {
    const { context, store } = createWorld({ isAdded: false });
    await createProfile(context, { nickname: 'Ada' });
    expect(store.releaseNicknames).toHaveBeenCalledWith('usr_ada');
  });

  test('for a visitor, by a fault', async () => {
    const { context } = createWorld({ caller: ANONYMOUS });
    await expect(createProfile(context, { nickname: 'Ada' })).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});
