import { expect, jest, test } from '@jest/globals';
import { pruneChanges } from './prune-changes.ts';

const clock = new Date('2026-11-20T12:00:00.000Z');
const now = () => clock;
const repositoryOf = (...rounds: number[]) => ({
  pruneOlderThan: jest.fn(async (_before: Date, _logs: number) => rounds.shift() ?? 0),
  pruneBeyond: jest.fn(async (_keep: number) => 0),
});

test('prunes until nothing older than seven days is left, then what is beyond ten thousand', async () => {
  const repository = repositoryOf(500, 500, 20);

  await pruneChanges({ repository, now }, new AbortController().signal);

  expect(repository.pruneOlderThan).toHaveBeenCalledTimes(4);
  expect(repository.pruneOlderThan.mock.calls[0]?.[0]).toEqual(new Date('2026-11-13T12:00:00.000Z'));
  expect(repository.pruneBeyond).toHaveBeenCalledWith(10_000);
  expect(clock).toEqual(new Date('2026-11-20T12:00:00.000Z'));
});

test('stops between batches when aborted', async () => {
  const stop = new AbortController();
  const repository = repositoryOf(500, 500, 500);
  repository.pruneOlderThan.mockImplementationOnce(async () => {
    stop.abort();
    return 500;
  });

  await pruneChanges({ repository, now }, stop.signal);

  expect(repository.pruneOlderThan).toHaveBeenCalledTimes(1);
});

test('a database that is away makes the job fail, so that it is started again', async () => {
  const repository = repositoryOf();
  repository.pruneOlderThan.mockRejectedValue(new Error('connection refused'));

  await expect(pruneChanges({ repository, now }, new AbortController().signal)).rejects.toThrow('connection refused');
});
