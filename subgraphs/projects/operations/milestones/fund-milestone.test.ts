import { expect, test } from '@jest/globals';
import { BEN, contractOf, createHireWorld, inDays, milestoneOf, outcomeOf } from '../../fixtures/hire-world.ts';
import { fundMilestone } from './fund-milestone.ts';

const INPUT = { milestoneId: 'mst_1', payWith: 'WALLET', idempotencyKey: 'k' };
const wallet = (errors: readonly object[]) => async () => ({
  moveFunds: { transaction: errors.length > 0 ? null : { id: 'wtx_1' }, errors },
});

test('what is taken from the wallet funds a milestone, at the fee of that moment', async () => {
  const { context, state } = createHireWorld({ ask: wallet([]) });
  expect(outcomeOf(await fundMilestone(context, INPUT))).toBe('ok');
  expect(state.milestones).toMatchObject([
    { state: 'FUNDED', inEscrow: 1_000n, startBy: inDays(14), moveId: null, feeBasisPoints: 1_000 },
  ]);
  expect([state.sagas, state.events]).toEqual([['escrow-funding'], ['milestone-funded']]);
});

test.each([
  ['InsufficientFunds', { available: { amount: '7' } }, 'InsufficientFunds milestoneId'],
  ['AccountFrozen', {}, 'NotPermitted payWith'],
  ['CurrencyNotSupported', {}, 'CurrencyNotSupported milestoneId'],
])('where the wallet refuses with %s the milestone stays as it was', async (__typename, more, expected) => {
  const { context, state } = createHireWorld({ ask: wallet([{ __typename, ...more }]) });
  expect(outcomeOf(await fundMilestone(context, INPUT))).toBe(expected);
  expect(state.milestones).toMatchObject([{ state: 'PROPOSED', inEscrow: 0n, moveId: null }]);
});

test('when the wallet does not answer the milestone waits for its saga', async () => {
  const { context, state } = createHireWorld({ ask: async () => Promise.reject(new Error('away')) });
  await expect(fundMilestone(context, INPUT)).rejects.toThrow('away');
  expect(state.milestones).toMatchObject([{ state: 'PROPOSED', moveId: state.move?.id }]);
});

test('by card there is a payment first', async () => {
  const ask = async () => ({ createPaymentFor: { payment: { id: 'pay_1' }, errors: [] } });
  const { context, state } = createHireWorld({ ask });
  expect(outcomeOf(await fundMilestone(context, { ...INPUT, payWith: 'CARD' }))).toBe('ok');
  expect([state.move?.paymentId, state.milestones[0]?.state]).toEqual(['pay_1', 'PROPOSED']);
});

test.each([
  ['by the freelancer', { caller: BEN }, 'NotPermitted milestoneId'],
  ['that is not accepted', { milestones: [milestoneOf({ acceptedAt: null })] }, 'InvalidState milestoneId'],
  ['whose money is on its way', { milestones: [milestoneOf({ moveId: 'emv_0' })] }, 'InvalidState milestoneId'],
  ['of a paused contract', { contract: contractOf({ state: 'PAUSED' }) }, 'InvalidState milestoneId'],
])('one %s is not funded', async (_, facts, expected) => {
  const { context, state } = createHireWorld(facts);
  expect(outcomeOf(await fundMilestone(context, INPUT))).toBe(expected);
  expect(state.move).toBeNull();
});
