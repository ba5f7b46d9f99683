import { expect, jest, test } from '@jest/globals';
import {
  AT,
  callerOf,
  DEFAULT_PREFERENCES,
  exampleListener,
  QUIET_AT_NOON,
} from '../../../../tests/example-notification.ts';
import { TYPES } from '../../notification-types.ts';
import type { Choice, NotificationsStore } from '../../repository/index.ts';
import { preferencesOf, updatePreferences } from './update-preferences.ts';

function worldOf({
  choices = [],
  viewerId = 'usr_ada',
}: {
  choices?: readonly Choice[];
  viewerId?: string | null;
} = {}) {
  const listener = exampleListener({ preferences: QUIET_AT_NOON, choices });
  const store = {
    lockPreferences: jest.fn<NotificationsStore['lockPreferences']>(async () => QUIET_AT_NOON),
    savePreferences: jest.fn<NotificationsStore['savePreferences']>(async () => undefined),
    saveChoices: jest.fn<NotificationsStore['saveChoices']>(async () => undefined),
    hurryDigests: jest.fn<NotificationsStore['hurryDigests']>(async () => undefined),
    listeners: jest.fn<NotificationsStore['listeners']>(async () => [listener]),
  };
  return {
    ...{ listener, store, caller: callerOf(viewerId), now: () => AT },
    signals: { notify: jest.fn(async (_topic: string, _payload?: unknown) => undefined) },
    repository: {
      listeners: store.listeners,
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

const emailChoice = (more: object) => ({ choices: [{ type: 'MESSAGE', channel: 'EMAIL', ...more }] });

test.each([
  ['an unknown time zone', { timeZone: 'Europe/Atlantis' }, ['timeZone']],
  ['an offset for a time zone', { timeZone: '+01:00' }, ['timeZone']],
  ['a time after midnight', { quietHours: { from: '25:00', to: '07:00' } }, ['quietHours', 'from']],
  ['a time without minutes', { quietHours: { from: '22:00', to: '7' } }, ['quietHours', 'to']],
  ['quiet hours of no length', { quietHours: { from: '07:00', to: '07:00' } }, ['quietHours']],
  ['a digest time in words', { digestTime: '8 o’clock' }, ['digestTime']],
  ['an unknown day', { digestDay: 'SOMEDAY' }, ['digestDay']],
  ['an unknown channel', { choices: [{ channel: 'PIGEON', isEnabled: true }] }, ['choices', '0', 'channel']],
  ['an unknown type', { choices: [{ type: 'RUMOUR', channel: 'EMAIL', isEnabled: true }] }, ['choices', '0', 'type']],
  ['a choice without a value', { choices: [{ channel: 'EMAIL' }] }, ['choices', '0', 'isEnabled']],
  ['a digest over push', { choices: [{ channel: 'PUSH', frequency: 'DAILY' }] }, ['choices', '0', 'frequency']],
  [
    'a digest of account notifications',
    { choices: [{ type: 'ACCOUNT', channel: 'EMAIL', frequency: 'DAILY' }] },
    ['choices', '0', 'frequency'],
  ],
  ['101 choices', { choices: Array(101).fill({ channel: 'EMAIL', isEnabled: true }) }, ['choices']],
])('%s is refused, and nothing is stored', async (_, input, path) => {
  const world = worldOf();

  expect(await updatePreferences(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', ...path] },
  });
  expect(world.store.savePreferences).not.toHaveBeenCalled();
  expect(world.store.saveChoices).not.toHaveBeenCalled();
});

test.each([
  ['nothing', {}, {}],
  ['a language', { locale: 'de-CH' }, { locale: 'de-CH' }],
  ['a time zone in other letters', { timeZone: 'us/eastern' }, { timeZone: 'US/Eastern' }],
  ['quiet hours', { quietHours: { from: '22:00', to: '07:30' } }, { quietFrom: 1_320, quietTo: 450 }],
  ['no quiet hours', { quietHours: null }, { quietFrom: null, quietTo: null }],
  ['a digest time', { digestTime: '18:05' }, { digestAt: 1_085 }],
  ['a digest day', { digestDay: 'SUNDAY' }, { digestDay: 7 }],
  ['null for what has a value', { locale: null, timeZone: null, digestTime: null, digestDay: null }, {}],
])('with %s the others stay as they were', async (_, input, changed) => {
  const world = worldOf();

  expect(await updatePreferences(world, input)).toEqual({ ok: true, value: world.listener });
  expect(world.store.lockPreferences).toHaveBeenCalledWith('usr_ada');
  expect(world.store.savePreferences.mock.calls).toEqual([['usr_ada', { ...QUIET_AT_NOON, ...changed }]]);
});

test('choices become at most one for a type and channel, later ones win', async () => {
  const world = worldOf();
  const choices = [
    { type: 'MESSAGE', channel: 'EMAIL', isEnabled: true },
    { type: 'MESSAGE', channel: 'EMAIL', frequency: 'DAILY' },
    { type: 'MESSAGE', channel: 'PUSH', isEnabled: true },
    { type: 'MESSAGE', channel: 'PUSH', isEnabled: false },
  ];

  await updatePreferences(world, { choices });

  expect(world.store.saveChoices.mock.calls).toEqual([
    [
      'usr_ada',
      [
        { type: 'MESSAGE', channel: 'EMAIL', isEnabled: true, frequency: 'DAILY' },
        { type: 'MESSAGE', channel: 'PUSH', isEnabled: false, frequency: null },
      ],
    ],
  ]);
});

test('a choice without a type is one for every type but ACCOUNT', async () => {
  const world = worldOf();

  await updatePreferences(world, { choices: [{ channel: 'EMAIL', frequency: 'DAILY' }] });

  expect(world.store.saveChoices.mock.calls[0]?.[1]).toEqual(
    TYPES.filter((type) => type !== 'ACCOUNT').map((type) => ({
      ...{ type, channel: 'EMAIL', isEnabled: null, frequency: 'DAILY' },
    })),
  );
});

test.each([
  ['another time zone', { timeZone: 'Europe/Zurich' }, true],
  ['the same time zone', { timeZone: 'UTC' }, false],
  ['another digest time', { digestTime: '09:00' }, true],
  ['another digest day', { digestDay: 'TUESDAY' }, true],
  ['another language', { locale: 'de' }, false],
  ['another frequency', emailChoice({ frequency: 'WEEKLY' }), true],
  ['the same frequency', emailChoice({ frequency: 'DAILY' }), false],
  [
    'another frequency than the default',
    { choices: [{ type: 'FRIENDSHIP', channel: 'EMAIL', frequency: 'DAILY' }] },
    true,
  ],
  ['a channel turned off', emailChoice({ isEnabled: false }), false],
])('held digests after %s', async (_, input, flushes) => {
  const world = worldOf({ choices: [{ type: 'MESSAGE', channel: 'EMAIL', isEnabled: null, frequency: 'DAILY' }] });

  await updatePreferences(world, input);

  expect(world.store.hurryDigests.mock.calls).toEqual(flushes ? [['usr_ada', AT]] : []);
  expect(world.signals.notify.mock.calls).toEqual(flushes ? [['notifications.deliveries', {}]] : []);
});

test('preferences that cannot be read are an error', async () => {
  const listener = exampleListener({ preferences: DEFAULT_PREFERENCES });
  expect(await preferencesOf({ listeners: async () => [listener] }, 'usr_ada')).toBe(listener);
  await expect(preferencesOf({ listeners: async () => [] }, 'usr_ada')).rejects.toThrow('could not be read');
});

test('changing preferences requires a viewer', async () => {
  await expect(updatePreferences(worldOf({ viewerId: null }), {})).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
