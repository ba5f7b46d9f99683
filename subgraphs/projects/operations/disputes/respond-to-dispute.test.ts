import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, disputeOf, EVE, NOW, outcomeOf } from '../../fixtures/hire-world.ts';
import { respondToDispute } from './respond-to-dispute.ts';

const INPUT = { disputeId: 'cds_1', response: 'It is.' };

test('the other party responds once', async () => {
  const { context, state } = createHireWorld({ caller: BEN, dispute: disputeOf() });
  expect(outcomeOf(await respondToDispute(context, INPUT))).toBe('ok');
  expect(state.dispute).toMatchObject({ response: 'It is.', respondedAt: NOW });
  expect(outcomeOf(await respondToDispute(context, INPUT))).toBe('InvalidState disputeId');
});

test.each([
  ['who has opened it', {}, disputeOf(), 'NotPermitted disputeId'],
  ['a stranger', EVE, disputeOf(), 'NotFound disputeId'],
  ['who comes after the decision', BEN, disputeOf({ state: 'RESOLVED' }), 'InvalidState disputeId'],
])('%s is refused', async (_, caller, dispute, expected) => {
  const { context } = createHireWorld({ caller, dispute });
  expect(outcomeOf(await respondToDispute(context, INPUT))).toBe(expected);
});
