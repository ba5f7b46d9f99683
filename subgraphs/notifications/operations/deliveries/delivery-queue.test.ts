import { expect, jest, test } from '@jest/globals';
import {
  AT,
  exampleDelivery,
  exampleListener,
  exampleNotification,
  minutesLater,
} from '../../../../tests/example-notification.ts';
import type { ClaimedDelivery } from '../../repository/index.ts';
import { createDeliveryQueue, MAX_PER_HOST, MAX_PER_RECIPIENT, type QueueNeeds } from './delivery-queue.ts';

type Repository = QueueNeeds['repository'];

/** A queue whose deliveries end when `end` is called; each is in the inbox, so that it needs no channel. */
function worldOf(...claims: ClaimedDelivery[][]) {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onCapacity = jest.fn();
  const repository = {
    claimDeliveries: jest.fn<Repository['claimDeliveries']>(async () => claims.shift() ?? []),
    anyNotifications: jest.fn<Repository['anyNotifications']>(async (ids) =>
      ids.map((id) => exampleNotification({ id })),
    ),
    listeners: jest.fn<Repository['listeners']>(async (ids) => ids.map((userId) => exampleListener({ userId }))),
    settleDelivery: jest.fn<Repository['settleDelivery']>(() => promise),
  };
  const needs = {
    ...{ repository, onCapacity, now: () => AT, random: () => 1, ask: async () => ({}), channels: {} },
    ...{ expire: () => new Promise(() => undefined), log: { warn: () => undefined } },
  };
  // as: a delivery to the inbox uses only this part.
  const queue = createDeliveryQueue(needs as unknown as QueueNeeds);
  const end = async (): Promise<void> => {
    resolve(true);
    await queue.drain();
  };
  return { repository, onCapacity, queue, end };
}

const claimed = (id: string, more: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  ...exampleDelivery({ id, notificationId: `ntf of ${id}`, channel: 'IN_APP', deviceId: '' }),
  host: null,
  ...more,
});

test('it claims what is due, for each channel as many as may run, under a lease of a minute', async () => {
  const world = worldOf();

  expect(await world.queue.fill()).toBe(0);

  const [claim] = world.repository.claimDeliveries.mock.calls[0] ?? [];
  expect(claim).toMatchObject({
    now: AT,
    until: minutesLater(1),
    perRecipient: MAX_PER_RECIPIENT,
    perHost: MAX_PER_HOST,
  });
  expect([...(claim?.free ?? [])]).toEqual([
    ['IN_APP', 20],
    ['EMAIL', 5],
    ['PUSH', 40],
    ['TELEGRAM', 20],
    ['WEBHOOK', 40],
  ]);
  expect([claim?.recipients.size, claim?.hosts.size]).toEqual([0, 0]);
  expect(world.repository.listeners).not.toHaveBeenCalled();
});

test('running deliveries count against their channel, recipient and host until they have ended', async () => {
  const world = worldOf([claimed('ntd_1', { host: 'ada.example' }), claimed('ntd_2', { userId: 'usr_ben' })]);
  expect(await world.queue.fill()).toBe(2);

  await world.queue.fill();
  const [during] = world.repository.claimDeliveries.mock.calls[1] ?? [];
  expect(during?.free.get('IN_APP')).toBe(18);
  expect(Object.fromEntries(during?.recipients ?? [])).toEqual({ 'IN_APP:usr_ada': 1, 'IN_APP:usr_ben': 1 });
  expect(Object.fromEntries(during?.hosts ?? [])).toEqual({ 'IN_APP:ada.example': 1 });
  expect(world.onCapacity).not.toHaveBeenCalled();

  await world.end();
  expect(world.onCapacity).toHaveBeenCalledTimes(2);
  await world.queue.fill();
  expect(world.repository.claimDeliveries.mock.calls[2]?.[0].free.get('IN_APP')).toBe(20);
});

test('each delivery is settled under the lease with which it was claimed', async () => {
  const world = worldOf([claimed('ntd_1')]);

  await world.queue.fill();
  await world.end();

  const lease = world.repository.claimDeliveries.mock.calls[0]?.[0].lease;
  expect(world.repository.settleDelivery.mock.calls.map(([id, used]) => [id, used])).toEqual([['ntd_1', lease]]);
});

test('a delivery whose notification was deleted meanwhile is not attempted', async () => {
  const world = worldOf([claimed('ntd_1')]);
  world.repository.anyNotifications.mockResolvedValue([null]);

  expect(await world.queue.fill()).toBe(1);
  await world.queue.drain();
  expect(world.repository.settleDelivery).not.toHaveBeenCalled();
});
