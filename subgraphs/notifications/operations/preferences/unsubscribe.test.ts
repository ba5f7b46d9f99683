import { expect, jest, test } from '@jest/globals';
import { DEFAULT_PREFERENCES, exampleListener } from '../../../../tests/example-notification.ts';
import type { NotificationsStore } from '../../repository/index.ts';
import { readUnsubscribeLink, unsubscribe } from './unsubscribe.ts';

function worldOf() {
  const store = {
    lockPreferences: jest.fn<NotificationsStore['lockPreferences']>(async () => DEFAULT_PREFERENCES),
    saveChoices: jest.fn<NotificationsStore['saveChoices']>(async () => undefined),
  };
  return {
    store,
    channels: {
      readUnsubscribeToken: (token: string) =>
        token === 'signed' ? ({ userId: 'usr_ada', types: ['MESSAGE', 'FRIEND_REQUEST'] } as const) : null,
    },
    repository: {
      listeners: jest.fn<NotificationsStore['listeners']>(async () => [
        exampleListener({ preferences: { ...DEFAULT_PREFERENCES, locale: 'ru' } }),
      ]),
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

const OFFER = { userId: 'usr_ada', types: ['MESSAGE', 'FRIEND_REQUEST'], locale: 'ru' };

test('reading a link returns its types and the language of its person, and changes nothing', async () => {
  const world = worldOf();

  expect(await readUnsubscribeLink(world, 'signed')).toEqual(OFFER);
  expect(world.store.saveChoices).not.toHaveBeenCalled();
});

test('unsubscribing disables e-mail of each type of the link, under the lock of the person', async () => {
  const world = worldOf();

  expect(await unsubscribe(world, 'signed')).toEqual(OFFER);
  expect(world.store.lockPreferences).toHaveBeenCalledWith('usr_ada');
  expect(world.store.saveChoices.mock.calls).toEqual([
    [
      'usr_ada',
      [
        { type: 'MESSAGE', channel: 'EMAIL', isEnabled: false, frequency: null },
        { type: 'FRIEND_REQUEST', channel: 'EMAIL', isEnabled: false, frequency: null },
      ],
    ],
  ]);
});

test.each(['forged', '', null])('the link %j is refused, and nothing is read or stored', async (token) => {
  const world = worldOf();

  expect(await readUnsubscribeLink(world, token)).toBeNull();
  expect(await unsubscribe(world, token)).toBeNull();
  expect(world.repository.listeners).not.toHaveBeenCalled();
  expect(world.store.saveChoices).not.toHaveBeenCalled();
});
