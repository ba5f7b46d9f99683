import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { profileTopic } from '../events.ts';
import { createOperationWorld, NOW, PROFILE } from '../fixtures/operation-world.ts';
import type { ProfileChanges } from '../repository/profile.ts';
import { updateProfileSettings } from './update-profile-settings.ts';

test.each<[object, ProfileChanges]>([
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
  const { context, store, notify } = createOperationWorld();
  expect(await updateProfileSettings(context, input)).toEqual({ ok: true, value: PROFILE });
  expect(store.changeProfile).toHaveBeenCalledWith('usr_ada', changes, NOW);
  expect(notify).toHaveBeenCalledWith(profileTopic('usr_ada'));
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
  const { context, store } = createOperationWorld();
  const [field] = Object.keys(input);

  expect(await updateProfileSettings(context, input)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', field] },
  });
  expect(store.changeProfile).not.toHaveBeenCalled();
});

test('a viewer without a profile is refused, and nobody is notified', async () => {
  const { context, notify } = createOperationWorld({ profile: null });
  expect(await updateProfileSettings(context, { theme: 'DARK' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotFound' },
  });
  expect(notify).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(updateProfileSettings(context, {})).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
