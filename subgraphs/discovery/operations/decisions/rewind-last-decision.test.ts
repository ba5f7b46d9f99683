import { expect, test } from '@jest/globals';
import { createDecisionWorld } from '../../fixtures/decision-world.ts';
import { rewindLastDecision } from './rewind-last-decision.ts';

const LATEST = { id: 'dlk_1', otherId: 'usr_ben' };

test('the latest decision is taken back, under the lock of the pair', async () => {
  const { context, store } = createDecisionWorld({ latest: LATEST });
  expect(await rewindLastDecision(context)).toEqual({ ok: true, value: 'usr_ben' });
  expect(store.lockPair).toHaveBeenCalledWith('usr_ada', 'usr_ben');
  expect(store.deleteDecision).toHaveBeenCalledWith('dlk_1');
  expect(store.spendQuota.mock.calls[0]?.[1]).toBe('rewinds');
});

test.each([
  ['NothingToRewind', 'no decision', { latest: null }],
  ['NothingToRewind', 'a match', { latest: LATEST, relationship: { hasMatch: true } }],
  ['DiscoveryOff', 'somebody who has left', { latest: LATEST, relationship: { viewerState: 'OFF' } }],
  ['QuotaReached', 'too many of a day', { latest: LATEST, isSpent: true }],
] as const)('%s for %s', async (__typename, _, facts) => {
  const { context, store } = createDecisionWorld(facts);
  expect(await rewindLastDecision(context)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.deleteDecision).not.toHaveBeenCalled();
});

test('of two calls at once the second has nothing to take back, and uses nothing', async () => {
  const { context, store } = createDecisionWorld({ latest: LATEST });
  store.ownDecisions.mockResolvedValue([null]);
  expect(await rewindLastDecision(context)).toMatchObject({ refusal: { __typename: 'NothingToRewind' } });
  expect(store.spendQuota).not.toHaveBeenCalled();
});
