import { expect, jest, test } from '@jest/globals';
import type { StreamingStore } from '../repository/index.ts';
import { countViewers } from './count-viewers.ts';

test('people are counted, not their sessions', async () => {
  const setViewerCounts = jest.fn<StreamingStore['setViewerCounts']>(async () => undefined);
  const needs = {
    repository: { idsOnAir: async () => ['str_1', 'str_2'], setViewerCounts },
    leases: { members: async () => [['usr_a#1', 'usr_a#2', 'usr_b#1'], []] },
  };
  await countViewers(needs, AbortSignal.timeout(1_000));
  expect([...(setViewerCounts.mock.calls[0]?.[0] ?? [])]).toEqual([
    ['str_1', 2],
    ['str_2', 0],
  ]);
});

test('where nothing is on air nothing is written', async () => {
  const setViewerCounts = jest.fn<StreamingStore['setViewerCounts']>(async () => undefined);
  const repository = { idsOnAir: async () => [], setViewerCounts };
  await countViewers({ repository, leases: { members: async () => [] } }, AbortSignal.timeout(1_000));
  expect(setViewerCounts).not.toHaveBeenCalled();
});
