import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW } from '../../fixtures/feed-operations.ts';
import type { SocialStore } from '../../repository/index.ts';
import { COUNT_INTERVAL_MS, recordImpressions } from './record-impressions.ts';

function worldOf(counted: readonly { postId: string; isFirst: boolean }[], retryAfter: number | null = null) {
  const store = {
    recordImpressions: jest.fn(async (..._: unknown[]) => counted),
    changeCounters: jest.fn(async (..._: unknown[]) => undefined),
  };
  return {
    store,
    caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
    now: () => NOW,
    limits: { count: async () => retryAfter },
    repository: {
      // as: the operation uses these two of the store.
      transaction: <T>(work: (store: SocialStore, sql: never) => Promise<T>) =>
        work(store as unknown as SocialStore, undefined as never),
    },
  };
}

test('each post counts once, and its reach only the first time', async () => {
  const { store, ...world } = worldOf([
    { postId: 'pst_1', isFirst: true },
    { postId: 'pst_2', isFirst: false },
  ]);
  expect(await recordImpressions(world, { postIds: ['pst_1', 'pst_2', 'pst_1'] })).toEqual({ ok: true, value: 2 });
  expect(store.recordImpressions).toHaveBeenCalledWith('usr_ada', ['pst_1', 'pst_2'], {
    now: NOW,
    countedSince: new Date(NOW.getTime() - COUNT_INTERVAL_MS),
  });
  expect(store.changeCounters.mock.calls).toEqual([
    [
      'impressions',
      [
        { subject: 'pst_1', delta: 1 },
        { subject: 'pst_2', delta: 1 },
      ],
    ],
    ['reach', [{ subject: 'pst_1', delta: 1 }]],
  ]);
});

test('what does not count changes no count', async () => {
  const { store, ...world } = worldOf([]);
  expect(await recordImpressions(world, { postIds: ['pst_1'] })).toEqual({ ok: true, value: 0 });
  expect(store.changeCounters).not.toHaveBeenCalled();
});

test.each([
  ['more than a hundred posts', Array.from({ length: 101 }, (_, at) => `pst_${at}`), null, 'InvalidInput'],
  ['too many calls', ['pst_1'], 30, 'TooManyAttempts'],
])('%s are refused', async (_, postIds, retryAfter, __typename) => {
  const { store, ...world } = worldOf([], retryAfter);
  expect(await recordImpressions(world, { postIds })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.recordImpressions).not.toHaveBeenCalled();
});
