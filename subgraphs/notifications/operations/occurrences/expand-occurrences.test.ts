import { expect, jest, test } from '@jest/globals';
import type { Streams } from '../../../../runtime/live/durable-log.ts';
import { MAX_ATTEMPTS } from '../../../../runtime/resilience/retry-times.ts';
import {
  AT,
  exampleListener,
  exampleOccurrence,
  exampleTemplate,
  minutesLater,
} from '../../../../tests/example-notification.ts';
import type { Channels } from '../../context.ts';
import type { ChannelName } from '../../events.ts';
import type { NotificationsStore, NotificationTemplate, Occurrence } from '../../repository/index.ts';
import { expandOccurrences } from './expand-occurrences.ts';

interface State {
  readonly templates?: NotificationTemplate[];
  /** False when another worker has taken the lease. */
  readonly advances?: boolean;
  /** The only channel. */
  readonly available?: ChannelName;
}

/** Everybody is notified in the inbox only; Ben has an unread notification of the group already. */
function worldOf(
  occurrences: Occurrence[],
  { templates = [exampleTemplate()], advances = true, available = 'IN_APP' }: State = {},
) {
  const store = {
    advanceOccurrences: jest.fn<NotificationsStore['advanceOccurrences']>(
      async (_, steps) => new Set(advances ? steps.map(({ id }) => id) : []),
    ),
    addNotifications: jest.fn<NotificationsStore['addNotifications']>(async (drafts) =>
      drafts.map(({ userId }) => userId).filter((userId) => userId !== 'usr_ben'),
    ),
    addDeliveries: jest.fn<NotificationsStore['addDeliveries']>(async () => undefined),
  };
  const needs = {
    ...{ now: () => AT, random: () => 1, ask: async () => ({}) },
    // as: the operation uses only this part of the channels.
    channels: { isAvailable: (channel: ChannelName) => channel === available } as unknown as Channels,
    streams: { announce: jest.fn<Streams['announce']>(async () => undefined) },
    repository: {
      claimOccurrences: jest.fn<NotificationsStore['claimOccurrences']>(async () => occurrences),
      postponeOccurrence: jest.fn<NotificationsStore['postponeOccurrence']>(async () => undefined),
      listeners: jest.fn<NotificationsStore['listeners']>(async (ids) =>
        ids.map((userId) => exampleListener({ userId })),
      ),
      newestOf: jest.fn<NotificationsStore['newestOf']>(async () => templates),
      followersAfter: jest.fn<NotificationsStore['followersAfter']>(async () => []),
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
  const run = (signal = new AbortController().signal) => expandOccurrences(needs, signal);
  /** Ids of the occurrences of each transaction. */
  const advanced = () => store.advanceOccurrences.mock.calls.map(([, steps]) => steps.map(({ id }) => id));
  return { store, run, advanced, repository: needs.repository, announce: needs.streams.announce };
}

test('the next batch of an audience is notified in one transaction with its progress', async () => {
  const world = worldOf([exampleOccurrence({ userIds: ['usr_ada', 'usr_ben'] })]);

  expect(await world.run()).toEqual({ hasMore: false, hasDeliveries: false });

  const [claim] = world.repository.claimOccurrences.mock.calls[0] ?? [];
  expect(claim).toEqual({ limit: 20, lease: expect.stringMatching(/^lse_/), now: AT, until: minutesLater(1) });
  expect(world.store.advanceOccurrences.mock.calls).toEqual([[claim?.lease, [{ id: 'occ_1', reachedId: null }], AT]]);
  expect(world.store.addNotifications.mock.calls[0]?.[0].map(({ userId }) => userId)).toEqual(['usr_ada', 'usr_ben']);
  expect(world.store.addDeliveries.mock.calls[0]?.[0].map(({ userId }) => userId)).toEqual(['usr_ada', 'usr_ben']);
  expect(world.announce.mock.calls).toEqual([[{ name: 'notifications.inbox' }, 'usr_ada']]);
});

test('several occurrences are one transaction, in which settings and templates are read once', async () => {
  const world = worldOf([
    exampleOccurrence({ userIds: ['usr_ada', 'usr_ben'] }),
    exampleOccurrence({ id: 'occ_2', userIds: ['usr_ada'] }),
  ]);

  expect(await world.run()).toEqual({ hasMore: false, hasDeliveries: false });

  expect(world.advanced()).toEqual([['occ_1', 'occ_2']]);
  expect(world.repository.listeners.mock.calls).toEqual([[['usr_ada', 'usr_ben']]]);
  expect(world.repository.newestOf).toHaveBeenCalledTimes(1);
  const [drafts = []] = world.store.addNotifications.mock.calls[0] ?? [];
  expect(drafts.map(({ occurrenceId, userId }) => [occurrenceId, userId])).toEqual([
    ['occ_1', 'usr_ada'],
    ['occ_1', 'usr_ben'],
    ['occ_2', 'usr_ada'],
  ]);
});

test('of several occurrences only those are notified of whose lease this worker still has', async () => {
  const world = worldOf([exampleOccurrence(), exampleOccurrence({ id: 'occ_2' })]);
  world.store.advanceOccurrences.mockResolvedValue(new Set(['occ_2']));

  await world.run();

  expect(world.store.addNotifications.mock.calls[0]?.[0].map(({ occurrenceId }) => occurrenceId)).toEqual(['occ_2']);
});

test('a full batch, and an audience that is not through, have more behind them', async () => {
  const full = worldOf(Array.from({ length: 20 }, (_, nth) => exampleOccurrence({ id: `occ_${nth}` })));
  expect(await full.run()).toMatchObject({ hasMore: true });

  const large = exampleOccurrence({ userIds: Array.from({ length: 501 }, (_, nth) => `usr_${nth}`) });
  expect(await worldOf([large]).run()).toMatchObject({ hasMore: true });
});

test('deliveries over other channels than the inbox wait to be sent', async () => {
  const { run } = worldOf([exampleOccurrence({ type: 'ANNOUNCEMENT', channels: ['EMAIL'] })], { available: 'EMAIL' });

  expect(await run()).toEqual({ hasMore: false, hasDeliveries: true });
});

test('when another worker has taken the lease nobody is notified', async () => {
  const world = worldOf([exampleOccurrence()], { advances: false });

  await world.run();

  expect(world.store.addNotifications).not.toHaveBeenCalled();
  expect(world.announce).not.toHaveBeenCalled();
});

test.each([
  ['is tried again later', 3, minutesLater(1)],
  ['is given up after the last attempt', MAX_ATTEMPTS, null],
])('an occurrence that fails %s, and the next one is not held up', async (_, attempts, dueAt) => {
  const world = worldOf([exampleOccurrence({ attempts, userIds: ['usr_odd'] }), exampleOccurrence({ id: 'occ_2' })]);
  world.repository.listeners.mockImplementation(async (ids) => {
    if (ids.includes('usr_odd')) throw new Error('x'.repeat(600));
    return ids.map((userId) => exampleListener({ userId }));
  });

  await world.run();

  const lease = world.repository.claimOccurrences.mock.calls[0]?.[0].lease;
  expect(world.repository.postponeOccurrence.mock.calls).toEqual([
    ['occ_1', lease, dueAt, `Error: ${'x'.repeat(493)}`],
  ]);
  expect(world.advanced()).toEqual([['occ_2']]);
});

test('an occurrence whose template does not exist waits for it', async () => {
  const world = worldOf([exampleOccurrence()], { templates: [] });

  await world.run();

  expect(world.repository.postponeOccurrence.mock.calls[0]?.[3]).toBe('Error: no template named test.hello');
  expect(world.store.advanceOccurrences).not.toHaveBeenCalled();
});

test('after an abort no further occurrence is begun', async () => {
  const stop = new AbortController();
  const large = exampleOccurrence({ userIds: Array.from({ length: 500 }, (_, nth) => `usr_${nth}`) });
  const world = worldOf([large, exampleOccurrence({ id: 'occ_2' })]);
  world.announce.mockImplementation(async () => stop.abort());

  await world.run(stop.signal);

  expect(world.advanced()).toEqual([['occ_1']]);
});
