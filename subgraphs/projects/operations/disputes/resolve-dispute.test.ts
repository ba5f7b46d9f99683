import { expect, test } from '@jest/globals';
import { contractOf, createHireWorld, disputeOf, FINANCE, fundedOf, outcomeOf } from '../../fixtures/hire-world.ts';
import { resolveDispute } from './resolve-dispute.ts';

const eur = (amount: bigint, currency = 'EUR') => ({ amount, currency });
const split = (one: bigint, other: bigint) => ({
  ...{ disputeId: 'cds_1', toFreelancer: eur(one), toClient: eur(other), idempotencyKey: 'k' },
});
const disputed = { milestones: [fundedOf({ state: 'DISPUTED' })], dispute: disputeOf() };

test.each([
  [1_000n, 0n, { net: 900n, fee: 100n, toClient: 0n }],
  [250n, 750n, { net: 225n, fee: 25n, toClient: 750n }],
  [0n, 1_000n, { net: 0n, fee: 0n, toClient: 1_000n }],
])('finance gives %s to the freelancer and %s to the client, audited', async (one, other, shares) => {
  const { context, state } = createHireWorld({ ...disputed, caller: FINANCE });
  expect(outcomeOf(await resolveDispute(context, split(one, other)))).toBe('ok');
  expect(state.move).toMatchObject({ kind: 'SPLIT', amount: 1_000n, isFinal: true, ...shares });
  expect(state.dispute).toMatchObject({ state: 'RESOLVED', toFreelancer: one, toClient: other });
  expect([state.audited, state.events]).toEqual([['resolveDispute'], ['dispute-resolved']]);
});

test.each([
  ['that do not add up', {}, split(1n, 1n), 'AmountMismatch toFreelancer'],
  ['in another currency', {}, { ...split(1n, 999n), toClient: eur(999n, 'USD') }, 'CurrencyMismatch toClient'],
  ['that are negative', {}, split(-1n, 1_001n), 'InvalidInput toFreelancer amount'],
  ['of a decided dispute', { dispute: disputeOf({ state: 'RESOLVED' }) }, split(1n, 999n), 'InvalidState disputeId'],
  [
    'of a contract of one’s own',
    { contract: contractOf({ clientId: 'usr_leo' }) },
    split(1n, 999n),
    'NotPermitted disputeId',
  ],
])('shares %s are refused', async (_, facts, input, expected) => {
  const { context, state } = createHireWorld({ ...disputed, caller: FINANCE, ...facts });
  expect(outcomeOf(await resolveDispute(context, input))).toBe(expected);
  expect([state.move, state.audited]).toEqual([null, []]);
});

test('nobody else decides', async () => {
  const { context } = createHireWorld(disputed);
  await expect(resolveDispute(context, split(1n, 999n))).rejects.toThrow('finance');
});
