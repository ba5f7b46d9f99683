import { expect, test } from '@jest/globals';
import { createDecisionWorld } from '../../fixtures/decision-world.ts';
import { sendLike } from './send-like.ts';

const HOW = { kind: 'LIKE', operation: 'likeProfile' } as const;
const INPUT = { userId: 'usr_ben' };

test('a like carries a comment, a part of the profile and the token that the person was shown with', async () => {
  const { context, store } = createDecisionWorld({ photoIds: ['pph_1'] });
  const input = { ...INPUT, comment: ' Where is this? ', on: { photoId: 'pph_1' }, candidateToken: 'of-ben' };

  expect(await sendLike(context, { ...input, idempotencyKey: 'one' }, HOW)).toMatchObject({ ok: true });
  expect(store.saveDecision.mock.calls[0]?.[0]).toMatchObject({ comment: 'Where is this?', photoId: 'pph_1' });
  expect(store.relationshipOf.mock.calls[0]?.[2]).toMatchObject({ wasShown: true });
});

test('a prompt is looked for in discovery, so that profile is not asked for it', async () => {
  const { context, ask } = createDecisionWorld();
  expect(await sendLike(context, { ...INPUT, on: { promptId: 'dpm_ben' } }, HOW)).toMatchObject({ ok: true });
  expect(ask.mock.calls.map(([, document]) => document)).toEqual([expect.stringContaining('TimeZone')]);
});

test.each([
  ['an empty comment', { comment: ' ' }, 'InvalidInput'],
  ['a comment of 301 characters', { comment: 'x'.repeat(301) }, 'InvalidInput'],
  ['a photo and a prompt', { on: { photoId: 'pph_1', promptId: 'dpm_ben' } }, 'InvalidInput'],
  ['neither photo nor prompt', { on: {} }, 'InvalidInput'],
  ['a photo of another person', { on: { photoId: 'pph_2' } }, 'NotFound'],
  ['a forged token', { candidateToken: 'of-cleo' }, 'InvalidInput'],
  ['a key with a line break', { idempotencyKey: 'a\nb' }, 'InvalidInput'],
  ['nobody', { userId: undefined }, 'InvalidInput'],
])('%s is refused', async (_, change, __typename) => {
  const { context, store } = createDecisionWorld({ photoIds: ['pph_1'] });
  expect(await sendLike(context, { ...INPUT, ...change }, HOW)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.saveDecision).not.toHaveBeenCalled();
});
