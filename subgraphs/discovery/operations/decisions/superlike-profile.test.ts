import { expect, test } from '@jest/globals';
import { createDecisionWorld } from '../../fixtures/decision-world.ts';
import { superlikeProfile } from './superlike-profile.ts';

test('a superlike is one of the superlikes of a day', async () => {
  const { context, store } = createDecisionWorld();
  expect(await superlikeProfile(context, { userId: 'usr_ben' })).toMatchObject({ ok: true });
  expect(store.saveDecision.mock.calls[0]?.[0]).toMatchObject({ kind: 'SUPERLIKE', hiddenUntil: null });
  expect(store.spendQuota.mock.calls[0]?.[1]).toBe('superlikes');
});

test('when they are used up, likes are not used instead', async () => {
  const { context, store } = createDecisionWorld({ isSpent: true });
  expect(await superlikeProfile(context, { userId: 'usr_ben' })).toMatchObject({
    refusal: { __typename: 'QuotaReached', message: 'You have used all superlikes of today.' },
  });
  expect(store.spendQuota).toHaveBeenCalledTimes(1);
});
