import { expect, jest, test } from '@jest/globals';
import type { ProfileContext } from '../context.ts';
import type { Profile } from '../repository/profile.ts';
import { deleteProfile } from './delete-profile.ts';
import { updateProfile } from './update-profile.ts';
import { updateProfileSettings } from './update-profile-settings.ts';
import { updateProfileVisibility } from './update-profile-visibility.ts';

const now = () => new Date('2030-01-01T00:00:00Z');
const ADA = { id: 'prf_1', userId: 'usr_ada' } as Profile;

function worldOf({ profile = ADA as Profile | null, isFree = true } = {}) {
  const store = {
    claimNickname: jest.fn(async (..._: unknown[]) => isFree),
    changeProfile: jest.fn(async (..._: unknown[]) => profile),
    removeProfile: jest.fn(async (..._: unknown[]) => profile),
    releaseNicknames: jest.fn(async (..._: unknown[]) => undefined),
  };
  const notify = jest.fn(async (..._: unknown[]) => undefined);
  const repository = { ...store, transaction: (work: (given: typeof store) => unknown) => work(store) };
  const caller = { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null };
  // as: the store holds the methods that these operations use.
  return { store, notify, needs: { caller, now, signals: { notify }, repository } as unknown as ProfileContext };
}

test('a change without a nickname touches no claim', async () => {
  const { store, notify, needs } = worldOf();

  expect(await updateProfile(needs, { bio: 'Countess.' })).toEqual({ ok: true, value: ADA });
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', { bio: 'Countess.' }, now());
  expect(store.claimNickname).not.toHaveBeenCalled();
  expect(store.releaseNicknames).not.toHaveBeenCalled();
  expect(notify).toHaveBeenCalledTimes(1);
});

test('a new nickname is claimed before and the old one freed after the change', async () => {
  const { store, needs } = worldOf();
  await updateProfile(needs, { nickname: 'Countess' });

  const order = [store.claimNickname, store.changeProfile, store.releaseNicknames].map(
    (call) => call.mock.invocationCallOrder[0],
  );
  expect(order).toEqual([...order].sort((one, other) => Number(one) - Number(other)));
});

test('a nickname that is held changes nothing', async () => {
  const { store, notify, needs } = worldOf({ isFree: false });

  expect(await updateProfile(needs, { nickname: 'Countess', bio: 'x' })).toMatchObject({
    refusal: { __typename: 'NicknameTaken' },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
  expect(notify).not.toHaveBeenCalled();
});

test.each([
  ['changing', (needs: ProfileContext) => updateProfile(needs, { nickname: 'Countess' })],
  ['changing settings', (needs: ProfileContext) => updateProfileSettings(needs, { theme: 'DARK' })],
  ['changing visibility', (needs: ProfileContext) => updateProfileVisibility(needs, { visibility: 'HIDDEN' })],
  ['deleting', (needs: ProfileContext) => deleteProfile(needs)],
])('%s without a profile is refused and notifies nobody', async (_, change) => {
  const { notify, needs } = worldOf({ profile: null });

  expect(await change(needs)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
  expect(notify).not.toHaveBeenCalled();
});

test.each([
  [{ locale: 'DE-ch' }, { locale: 'de-CH' }],
  [{ timezone: 'europe/zurich' }, { timezone: 'Europe/Zurich' }],
  [{ timezone: 'Europe/Kyiv' }, { timezone: 'Europe/Kyiv' }],
  [{ timezone: 'us/eastern' }, { timezone: 'US/Eastern' }],
  [{ timezone: 'EST' }, { timezone: 'EST' }],
  [
    { locale: null, timezone: null, theme: null },
    { locale: null, timezone: null, theme: 'SYSTEM' },
  ],
  [{}, {}],
])('settings %j become %j', async (input, changes) => {
  const { store, needs } = worldOf();
  await updateProfileSettings(needs, input);
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', changes, now());
});

test.each([
  { locale: 'no_such!' },
  { locale: 'x'.repeat(36) },
  { timezone: 'Mars/Olympus' },
  { timezone: '+01:00' },
  { timezone: 'PST' },
  { timezone: '' },
  { theme: 'PINK' },
])('settings %j are refused', async (input) => {
  const { store, needs } = worldOf();
  const [field] = Object.keys(input);

  expect(await updateProfileSettings(needs, input)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', field] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
});
