import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, fundedOf, outcomeOf } from '../../fixtures/hire-world.ts';
import { refundMilestone } from './refund-milestone.ts';

const milestones = [fundedOf({ state: 'SUBMITTED' })];
const INPUT = { milestoneId: 'mst_1', idempotencyKey: 'k' };
const eur = (amount: bigint, currency = 'EUR') => ({ amount, currency });

test('all that is in escrow begins to move when no amount is given', async () => {
  const { context, state } = createHireWorld({ caller: BEN, milestones });
  expect(outcomeOf(await refundMilestone(context, INPUT))).toBe('ok');
  expect(state.move).toMatchObject({
    kind: 'REFUND',
    amount: 1_000n,
    isFinal: true,
    net: 0n,
    fee: 0n,
    toClient: 1_000n,
  });
  expect(state.milestones).toMatchObject([{ state: 'SUBMITTED', moveId: state.move?.id, autoReleaseAt: null }]);
  expect(state.sagas).toEqual(['escrow-payout']);
});

test('a part leaves the milestone as it is', async () => {
  const { context, state } = createHireWorld({ caller: BEN, milestones });
  await refundMilestone(context, { ...INPUT, amount: eur(400n) });
  expect(state.move).toMatchObject({ amount: 400n, isFinal: false });
  expect(state.milestones).toMatchObject([{ state: 'SUBMITTED' }]);
});

test.each([
  ['by the client after the work began', {}, {}, 'InvalidState milestoneId'],
  ['of more than is there', { caller: BEN }, { amount: eur(1_001n) }, 'AmountTooLarge amount'],
  ['in another currency', { caller: BEN }, { amount: eur(1n, 'USD') }, 'CurrencyMismatch amount'],
  ['of nothing', { caller: BEN }, { amount: eur(0n) }, 'InvalidInput amount amount'],
])('one %s moves nothing', async (_, facts, input, expected) => {
  const { context, state } = createHireWorld({ milestones, ...facts });
  expect(outcomeOf(await refundMilestone(context, { ...INPUT, ...input }))).toBe(expected);
  expect(state.move).toBeNull();
});
