import { expect, jest, test } from '@jest/globals';
import { AT, exampleDelivery } from '../../../../tests/example-notification.ts';
import type { NotificationDelivery, NotificationsStore } from '../../repository/index.ts';
import { retryDelivery } from './retry-delivery.ts';

function worldOf(delivery: NotificationDelivery | null, isRevived: boolean) {
  const store = {
    reviveDelivery: jest.fn<NotificationsStore['reviveDelivery']>(async () => isRevived),
    deliveries: jest.fn<NotificationsStore['deliveries']>(async () => [delivery]),
    recordAudit: jest.fn<NotificationsStore['recordAudit']>(async () => undefined),
  };
  return {
    now: () => AT,
    caller: { viewerId: 'usr_ada', sessionId: null, scopes: ['notify', 'admin'], service: null },
    requestId: 'the request',
    signals: { notify: jest.fn(async (_topic: string, _payload?: unknown) => undefined) },
    repository: { ...store, transaction: <T>(work: (transaction: typeof store) => Promise<T>) => work(store) },
  };
}

test('a failed delivery is scheduled for now, returned, and the workers are signalled', async () => {
  const world = worldOf(exampleDelivery(), true);

  expect(await retryDelivery(world, { deliveryId: 'ntd_1' })).toEqual({ ok: true, value: exampleDelivery() });
  expect(world.repository.reviveDelivery.mock.calls).toEqual([['ntd_1', AT]]);
  expect(world.repository.deliveries.mock.calls).toEqual([[['ntd_1']]]);
  expect(world.signals.notify.mock.calls).toEqual([['notifications.deliveries', {}]]);
  expect(world.repository.recordAudit.mock.calls).toEqual([
    [world, { scope: 'notify', action: 'retryNotificationDelivery', subjectId: 'ntd_1' }],
  ]);
});

test.each([
  ['an unknown delivery', null, 'ntd_1', 'NotFound'],
  ['a delivery that has not failed', exampleDelivery({ status: 'SENT' }), 'ntd_1', 'DeliveryNotDead'],
  ['a blank id', null, ' ', 'InvalidInput'],
  ['no id', null, undefined, 'InvalidInput'],
])('%s is refused, and nobody is signalled', async (_, delivery, deliveryId, __typename) => {
  const world = worldOf(delivery, false);

  expect(await retryDelivery(world, { deliveryId })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'deliveryId'] },
  });
  expect(world.signals.notify).not.toHaveBeenCalled();
  expect(world.repository.recordAudit).not.toHaveBeenCalled();
});
