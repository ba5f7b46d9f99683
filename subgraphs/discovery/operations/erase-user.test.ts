import { expect, jest, test } from '@jest/globals';
import type { DiscoveryStore } from '../repository/index.ts';
import { eraseUser } from './erase-user.ts';

const NOW = new Date('2026-12-01T12:00:00.000Z');

const worldOf = (others: readonly string[]) => {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const store = {
    endMatchesOf: jest.fn(async (..._: unknown[]) =>
      others.map((other, nth) => ({ id: `mat_${nth}`, userIds: ['usr_ada', other] as const })),
    ),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    logMatches: jest.fn(async (..._: unknown[]) => undefined),
  };
  // as: the payloads of the one event that is published.
  return {
    announce,
    store,
    erasing: store as unknown as DiscoveryStore,
    needs: { now: () => NOW, streams: { announce } },
  };
};

test('the matches of who has deleted their account end, and the others are signalled after the commit', async () => {
  const { needs, store, erasing, announce } = worldOf(['usr_ben', 'usr_cleo']);
  const step = await eraseUser(needs, erasing, 'usr_ada');
  expect(step.isComplete).toBe(true);
  expect(store.announce).toHaveBeenCalledTimes(2);
  expect(store.logMatches.mock.calls[0]?.[1]).toBe('ENDED');
  expect(announce).not.toHaveBeenCalled();
  await step.afterCommit?.();
  expect(announce.mock.calls.map(([, userId]) => userId)).toEqual(['usr_ben', 'usr_cleo']);
});

test('a full batch is followed by another step', async () => {
  const { needs, erasing } = worldOf(Array(100).fill('usr_ben'));
  expect((await eraseUser(needs, erasing, 'usr_ada')).isComplete).toBe(false);
});
