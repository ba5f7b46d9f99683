import { expect, test } from '@jest/globals';
import { BEN, contractOf, createHireWorld, EVE, milestoneOf, NOW, outcomeOf } from '../../fixtures/hire-world.ts';
import { proposeMilestone } from './propose-milestone.ts';

const eur = (amount: bigint, currency = 'EUR') => ({ amount, currency });
const INPUT = { contractId: 'ctr_1', title: 'More', amount: eur(5n) };

test('either party proposes a milestone, which comes last', async () => {
  const { context, state } = createHireWorld({ caller: BEN, milestones: [milestoneOf({ position: 4 })] });
  expect(outcomeOf(await proposeMilestone(context, INPUT))).toBe('ok');
  expect(state.milestones[1]).toMatchObject({ position: 5, proposedRole: 'FREELANCER', acceptedAt: null, amount: 5n });
});

test.each([
  ['of a stranger', { caller: EVE }, INPUT, 'NotFound contractId'],
  ['in another currency', {}, { ...INPUT, amount: eur(5n, 'USD') }, 'CurrencyMismatch amount'],
  ['of nothing', {}, { ...INPUT, amount: eur(0n) }, 'InvalidInput amount amount'],
  ['of more than anybody has', {}, { ...INPUT, amount: eur(10n ** 15n + 1n) }, 'InvalidInput amount amount'],
  ['without a title', {}, { ...INPUT, title: ' ' }, 'InvalidInput title'],
  ['after the end', { contract: contractOf({ endedAt: NOW, state: 'COMPLETED' }) }, INPUT, 'InvalidState contractId'],
  ['beyond 50', { milestones: Array.from({ length: 50 }, () => milestoneOf()) }, INPUT, 'InvalidInput contractId'],
])('one %s is refused', async (_, facts, input, expected) => {
  const { context, state } = createHireWorld(facts);
  const before = state.milestones.length;
  expect(outcomeOf(await proposeMilestone(context, input))).toBe(expected);
  expect(state.milestones).toHaveLength(before);
});
