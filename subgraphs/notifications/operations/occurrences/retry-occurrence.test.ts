import { expect, jest, test } from '@jest/globals';
import { AT } from '../../../../tests/example-notification.ts';
import type { NotificationOccurrence, NotificationsStore } from '../../repository/index.ts';
import { retryOccurrence } from './retry-occurrence.ts';

const OCCURRENCE: NotificationOccurrence = {
  occurrenceId: 'occ_1',
  type: 'ANNOUNCEMENT',
  template: 'test.hello',
  status: 'PENDING',
  batchId: null,
  attempts: 0,
  dueAt: AT,
  lastError: null,
  createdAt: AT,
};

function worldOf(revived: NotificationOccurrence | null, incomplete: NotificationOccurrence | null) {
  const store = {
    reviveOccurrence: jest.fn<NotificationsStore['reviveOccurrence']>(async () => revived),
    incompleteOccurrence: jest.fn<NotificationsStore['incompleteOccurrence']>(async () => incomplete),
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

test('a failed occurrence is scheduled for now, returned, and the workers are signalled', async () => {
  const world = worldOf(OCCURRENCE, null);

  expect(await retryOccurrence(world, { occurrenceId: 'occ_1' })).toEqual({ ok: true, value: OCCURRENCE });
  expect(world.repository.reviveOccurrence.mock.calls).toEqual([['occ_1', AT]]);
  expect(world.signals.notify.mock.calls).toEqual([['notifications.occurrences', {}]]);
  expect(world.repository.recordAudit.mock.calls).toEqual([
    [world, { scope: 'notify', action: 'retryNotificationOccurrence', subjectId: 'occ_1' }],
  ]);
});

test.each([
  ['an unknown or complete occurrence', null, 'occ_1', 'NotFound'],
  ['an occurrence that has not failed', OCCURRENCE, 'occ_1', 'OccurrenceNotDead'],
  ['a blank id', null, ' ', 'InvalidInput'],
  ['no id', null, undefined, 'InvalidInput'],
])('%s is refused, and nobody is signalled', async (_, incomplete, occurrenceId, __typename) => {
  const world = worldOf(null, incomplete);

  expect(await retryOccurrence(world, { occurrenceId })).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'occurrenceId'] },
  });
  expect(world.signals.notify).not.toHaveBeenCalled();
  expect(world.repository.recordAudit).not.toHaveBeenCalled();
});
