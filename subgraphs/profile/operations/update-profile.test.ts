import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createOperationWorld, FACTS, NOW, PROFILE } from '../fixtures/operation-world.ts';
import { updateProfile } from './update-profile.ts';

test('a change without a nickname touches no claim', async () => {
  const { context, store, notify } = createOperationWorld();

  expect(await updateProfile(context, { bio: 'Countess.' })).toEqual({ ok: true, value: PROFILE });
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', { bio: 'Countess.' }, NOW);
  expect(store.claimNickname).not.toHaveBeenCalled();
  expect(store.releaseNicknames).not.toHaveBeenCalled();
  expect(notify).toHaveBeenCalledTimes(1);
});

test('a new nickname is claimed before and the old one freed after the change', async () => {
  const { context, store } = createOperationWorld();
  await updateProfile(context, { nickname: 'Countess' });

  const order = [store.claimNickname, store.changeProfile, store.releaseNicknames].map(
    (call) => call.mock.invocationCallOrder[0],
  );
  expect(order).toEqual([...order].sort((one, other) => Number(one) - Number(other)));
});

test.each([
  ['a nickname', { nickname: 'Countess' }],
  ['a gender', { gender: 'FEMALE' }],
  ['interests', { interests: null }],
  ['a city', { location: { city: 'Bern' } }],
])('a change of %s is published with the facts as they are stored', async (_, input) => {
  const { context, store } = createOperationWorld();
  await updateProfile(context, input);
  expect(store.announce.mock.calls).toEqual([[{ name: 'profile.profile-changed', notifies: false }, FACTS, NOW]]);
});

test('a change that other domains need not know is not published', async () => {
  const { context, store } = createOperationWorld();
  await updateProfile(context, { bio: 'Countess.', displayName: 'Ada King' });
  expect(store.announce).not.toHaveBeenCalled();
});

test('a nickname that is held changes nothing', async () => {
  const { context, store, notify } = createOperationWorld({ isFree: false });

  expect(await updateProfile(context, { nickname: 'Countess', bio: 'x' })).toMatchObject({
    refusal: { __typename: 'NicknameTaken' },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test.each([
  ['a malformed nickname', { nickname: '!' }, {}, 'InvalidInput', ['nickname']],
  ['a reserved nickname', { nickname: 'Support' }, {}, 'NicknameTaken', ['nickname']],
  ['a bio of 501 characters', { bio: 'x'.repeat(501) }, {}, 'InvalidInput', ['bio']],
  ['a viewer without a profile', { nickname: 'Countess' }, { profile: null }, 'NotFound', []],
])('%s is refused, and nobody is notified', async (_, input, options, __typename, path) => {
  const { context, store, notify } = createOperationWorld(options);
  expect(await updateProfile(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', ...path] },
  });
  expect(store.announce).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(updateProfile(context, {})).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
