import { expect, test } from '@jest/globals';
import { createDecisionWorld, NOW } from '../../fixtures/decision-world.ts';
import { PASS_MS, passProfile } from './pass-profile.ts';

test.each([
  ['comes again after 30 days', {}, new Date(NOW.getTime() + PASS_MS)],
  ['comes again after 30 days', { notAgain: false }, new Date(NOW.getTime() + PASS_MS)],
  ['never comes again', { notAgain: true }, null],
])('a person who is passed over %s with %j', async (_, input, hiddenUntil) => {
  const { context, store } = createDecisionWorld();
  expect(await passProfile(context, { userId: 'usr_ben', ...input })).toEqual({ ok: true, value: 'usr_ben' });
  expect(store.saveDecision.mock.calls[0]?.[0]).toMatchObject({ kind: 'PASS', hiddenUntil });
});

test('a pass costs nothing, and nobody learns of it', async () => {
  const { context, store, announced } = createDecisionWorld({ relationship: { receivedLikeId: 'dlk_1' } });
  expect(await passProfile(context, { userId: 'usr_ben' })).toMatchObject({ ok: true });
  for (const silent of [store.spendQuota, store.announce, store.addMatch, announced])
    expect(silent).not.toHaveBeenCalled();
});

test.each([
  ['InvalidInput', { notAgain: 'yes' }, {}],
  ['NotFound', {}, { isShown: false }],
  ['AlreadyDecided', {}, { decision: 'LIKE' }],
  ['DiscoveryOff', {}, { viewerState: 'OFF' }],
] as const)('%s: %j, %j', async (__typename, input, relationship) => {
  const { context, store } = createDecisionWorld({ relationship });
  expect(await passProfile(context, { userId: 'usr_ben', ...input })).toMatchObject({ refusal: { __typename } });
  expect(store.saveDecision).not.toHaveBeenCalled();
});
