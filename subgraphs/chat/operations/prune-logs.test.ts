import { expect, jest, test } from '@jest/globals';
import { pruneLogs } from './prune-logs.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const WEEK_AGO = new Date('2026-11-14T12:00:00.000Z');

test('what is older than a week is forgotten, bit by bit until nothing is left of it', async () => {
  const end = new AbortController();
  const left = [5_000, 5_000, 17];
  const repository = {
    pruneInboxLogs: jest.fn<(before: Date, limit: number) => Promise<number>>(async () => 0),
    pruneChanges: jest.fn<(before: Date, limit: number) => Promise<number>>(async () => {
      if (left.length === 1) end.abort();
      return left.shift() ?? 0;
    }),
  };

  await pruneLogs(repository, () => NOW, end.signal);

  expect(repository.pruneInboxLogs.mock.calls).toEqual([[WEEK_AGO, 5_000]]);
  expect(repository.pruneChanges.mock.calls).toEqual(Array(3).fill([WEEK_AGO, 5_000]));
});

test('it stops between two bits when the process ends', async () => {
  const end = new AbortController();
  const prune = jest.fn(async () => {
    end.abort();
    return 5_000;
  });
  await pruneLogs({ pruneInboxLogs: prune, pruneChanges: prune }, () => NOW, end.signal);
  expect(prune).toHaveBeenCalledTimes(1);
});
