import { expect, test } from '@jest/globals';
import { createDecisionWorld, NOW, namesOf } from '../../fixtures/decision-world.ts';
import { unmatch } from './unmatch.ts';

test('a match is ended for both, with its event', async () => {
  const { context, store, announced } = createDecisionWorld();
  expect(await unmatch(context, { matchId: 'mat_1', reason: ' Rude ' })).toEqual({ ok: true, value: 'mat_1' });
  expect(store.endMatch).toHaveBeenCalledWith('mat_1', { endedBy: 'usr_ada', reason: 'Rude', at: NOW });
  expect(namesOf(store)).toEqual(['discovery.match-ended']);
  expect(JSON.stringify(store.announce.mock.calls)).not.toContain('Rude');
  expect(store.logMatches.mock.calls[0]?.[1]).toBe('ENDED');
  expect(announced).toHaveBeenCalledTimes(2);
});

test('one that has ended before stays as it ended', async () => {
  const { context, store, announced } = createDecisionWorld();
  store.endMatch.mockResolvedValue(null);
  expect(await unmatch(context, { matchId: 'mat_1' })).toMatchObject({ ok: true });
  for (const silent of [store.announce, store.logMatches, announced]) expect(silent).not.toHaveBeenCalled();
});

test.each([
  ['NotFound', { matchId: 'mat_2' }],
  ['InvalidInput', { matchId: 'mat_1', reason: 'x'.repeat(301) }],
  ['InvalidInput', {}],
])('%s for %j', async (__typename, input) => {
  const { context, store } = createDecisionWorld();
  expect(await unmatch(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.endMatch).not.toHaveBeenCalled();
});
