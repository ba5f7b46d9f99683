import { expect, jest, test } from '@jest/globals';
import { AT, callerOf, exampleNotification } from '../../../../tests/example-notification.ts';
import type { Notification, NotificationsStore } from '../../repository/index.ts';
import { archiveNotification, markAllNotificationsRead, markNotificationRead } from './mark-notifications.ts';

function worldOf(notification: Notification | null = exampleNotification(), viewerId: string | null = 'usr_ada') {
  const calls: string[] = [];
  const store = {
    lockInbox: jest.fn<NotificationsStore['lockInbox']>(async () => void calls.push('lock')),
    markInbox: jest.fn<NotificationsStore['markInbox']>(async () => {
      calls.push('mark');
      return 2;
    }),
  };
  return {
    ...{ calls, store, caller: callerOf(viewerId), now: () => AT },
    notifications: {
      load: jest.fn(async () => notification),
      clear: jest.fn((_id: string) => void calls.push('clear')),
    },
    repository: { transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store) },
  };
}

const OPERATIONS = [
  ['reading', markNotificationRead, false],
  ['archiving', archiveNotification, true],
] as const;
const INPUT = { notificationId: 'ntf_1' };

test.each(OPERATIONS)(
  '%s marks the notification under the lock of the inbox and returns it anew',
  async (_, operation, archives) => {
    const world = worldOf();

    expect(await operation(world, INPUT)).toEqual({ ok: true, value: exampleNotification() });
    expect(world.calls).toEqual(['lock', 'mark', 'clear']);
    expect(world.store.lockInbox).toHaveBeenCalledWith('usr_ada');
    expect(world.store.markInbox).toHaveBeenCalledWith('usr_ada', ['ntf_1'], archives, AT);
  },
);

test.each(OPERATIONS)('%s another person’s notification, or none, is refused', async (_, operation, __) => {
  expect(await operation(worldOf(null), INPUT)).toMatchObject({
    refusal: { __typename: 'NotFound', path: ['input', 'notificationId'] },
  });
});

test.each(
  OPERATIONS.flatMap(([name, operation]) =>
    [' ', 'x'.repeat(101), undefined].map((id) => [name, id, operation] as const),
  ),
)('%s the id %j is refused before anything is marked', async (_, notificationId, operation) => {
  const world = worldOf();

  expect(await operation(world, { notificationId })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'notificationId'] },
  });
  expect(world.store.markInbox).not.toHaveBeenCalled();
});

test('reading everything marks the whole inbox and returns how many were unread', async () => {
  const world = worldOf();

  expect(await markAllNotificationsRead(world)).toEqual({ ok: true, value: 2 });
  expect(world.calls).toEqual(['lock', 'mark']);
  expect(world.store.markInbox).toHaveBeenCalledWith('usr_ada', null, false, AT);
});

test('marking requires a viewer', async () => {
  for (const marked of [
    markNotificationRead(worldOf(null, null), INPUT),
    markAllNotificationsRead(worldOf(null, null)),
  ])
    await expect(marked).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
