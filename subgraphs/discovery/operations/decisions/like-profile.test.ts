import { expect, test } from '@jest/globals';
import { createDecisionWorld } from '../../fixtures/decision-world.ts';
import { likeProfile } from './like-profile.ts';

test('a like is one of the likes of a day', async () => {
  const { context, store } = createDecisionWorld();
  expect(await likeProfile(context, { userId: 'usr_ben' })).toMatchObject({ ok: true });
  expect(store.saveDecision.mock.calls[0]?.[0]).toMatchObject({ kind: 'LIKE', hiddenUntil: null });
  expect(store.spendQuota.mock.calls[0]?.[1]).toBe('likes');
});

test('who is not in discovery likes nobody', async () => {
  const { context, store } = createDecisionWorld({ relationship: { viewerState: 'OFF' } });
  expect(await likeProfile(context, { userId: 'usr_ben' })).toMatchObject({ refusal: { __typename: 'DiscoveryOff' } });
  expect(store.saveDecision).not.toHaveBeenCalled();
});
