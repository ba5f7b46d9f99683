import { expect, test } from '@jest/globals';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { appealDecision } from './appeal-decision.ts';

const appeal = { caseId: 'mod_1', text: 'I did not.' };
const hidden = caseWith({ state: 'DECIDED', decision: 'HIDE' });

test.each([
  ['of somebody else', hidden, 'usr_ada', 'NotFound'],
  ['that is open', caseWith(), 'usr_eve', 'NotFound'],
  ['in which nothing was done', caseWith({ state: 'CLOSED', decision: 'NONE' }), 'usr_eve', 'NotFound'],
  ['that was appealed', caseWith({ ...hidden, state: 'APPEALED' }), 'usr_eve', 'InvalidState'],
])('a case %s is not appealed', async (_, found, viewerId, __typename) => {
  const { context, changed, announce } = createWorld(found, viewerId, []);
  expect(await appealDecision(context, appeal)).toMatchObject({ ok: false, refusal: { __typename } });
  expect([changed.mock.calls, announce.mock.calls]).toEqual([[], []]);
});

test('an appeal is stored, and the case waits for moderators again', async () => {
  const { context, changed, store, announce } = createWorld(hidden, 'usr_eve', []);
  expect(await appealDecision(context, appeal)).toMatchObject({ ok: true });
  expect(changed).toHaveBeenCalledWith('mod_1', 'I did not.', NOW);
  expect(store.logCase).toHaveBeenCalledWith('mod_1', NOW);
  expect(announce).toHaveBeenCalledTimes(1);
});
