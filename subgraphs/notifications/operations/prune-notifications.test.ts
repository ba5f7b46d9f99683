import { expect, jest, test } from '@jest/globals';
import { AT } from '../../../tests/example-notification.ts';
import { pruneNotifications } from './prune-notifications.ts';

const NINETY_DAYS_AGO = new Date('2026-08-22T12:00:00.000Z');

const worldOf = (...counts: number[]) => ({
  now: () => AT,
  repository: {
    pruneNotifications: jest.fn(async (_before: Date, _limit: number) => counts.shift() ?? 0),
    pruneDigests: jest.fn(async (_before: Date) => undefined),
    pruneMentions: jest.fn(async (_before: Date) => undefined),
  },
});

test('it deletes batches until nothing older than 90 days is left, then the rest', async () => {
  const world = worldOf(1_000, 1_000, 3);

  await pruneNotifications(world, new AbortController().signal);

  const { repository } = world;
  expect(repository.pruneNotifications.mock.calls).toEqual(Array(4).fill([NINETY_DAYS_AGO, 1_000]));
  expect(repository.pruneDigests.mock.calls).toEqual([[NINETY_DAYS_AGO]]);
  expect(repository.pruneMentions.mock.calls).toEqual([[NINETY_DAYS_AGO]]);
});

test('an abort ends it after the batch', async () => {
  const stop = new AbortController();
  const world = worldOf();
  world.repository.pruneNotifications.mockImplementation(async () => {
    stop.abort();
    return 1_000;
  });

  await pruneNotifications(world, stop.signal);

  expect(world.repository.pruneNotifications).toHaveBeenCalledTimes(1);
});
