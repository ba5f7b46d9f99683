import { expect, jest, test } from '@jest/globals';
import { NOW } from '../../fixtures/ada.ts';
import { pruneSessions } from './prune-sessions.ts';

test('sessions that ended 30 days ago are deleted in batches until one is not full', async () => {
  const deleteSessions = jest
    .fn(async () => 0)
    .mockResolvedValueOnce(1_000)
    .mockResolvedValueOnce(7);
  const needs = { repository: { deleteSessions }, now: () => NOW };
  expect(await pruneSessions(needs, new AbortController().signal)).toBe(1_007);
  expect(deleteSessions.mock.calls).toEqual(Array(2).fill([new Date('2031-01-30T12:00:00.000Z'), 1_000]));
});

test('nothing more is deleted after an abort', async () => {
  const deleteSessions = jest.fn(async () => 1_000);
  expect(await pruneSessions({ repository: { deleteSessions }, now: () => NOW }, AbortSignal.abort())).toBe(0);
  expect(deleteSessions).not.toHaveBeenCalled();
});
