import { expect, test } from '@jest/globals';
import {
  BEN,
  contractOf,
  createHireWorld,
  EVE,
  fundedOf,
  milestoneOf,
  NOW,
  outcomeOf,
} from '../../fixtures/hire-world.ts';
import { endContract } from './end-contract.ts';

const INPUT = { contractId: 'ctr_1', reason: 'Enough.', idempotencyKey: 'k' };

test.each([{}, BEN])(
  'either party ends a contract: what is funded goes back, what is not is cancelled',
  async (caller) => {
    const milestones = [milestoneOf({ id: 'mst_0' }), fundedOf({ state: 'IN_PROGRESS' })];
    const { context, state } = createHireWorld({ caller, milestones });
    expect(outcomeOf(await endContract(context, INPUT))).toBe('ok');
    expect(state.contract).toMatchObject({ state: 'CANCELLED', endedAt: NOW, endReason: 'Enough.' });
    expect(state.milestones).toMatchObject([{ state: 'CANCELLED' }, { moveId: state.move?.id }]);
    expect(state.move).toMatchObject({ kind: 'REFUND', toClient: 1_000n });
    expect(state.events).toEqual(['contract-ended']);
  },
);

test('one of which something was paid is completed', async () => {
  const { context, state } = createHireWorld({
    milestones: [fundedOf({ state: 'RELEASED', inEscrow: 0n, released: 1_000n })],
  });
  await endContract(context, INPUT);
  expect(state.contract?.state).toBe('COMPLETED');
});

test.each([
  ['of others', { caller: EVE }, 'NotFound contractId'],
  ['that is over', { contract: contractOf({ endedAt: NOW, state: 'COMPLETED' }) }, 'InvalidState contractId'],
  ['with submitted work', { milestones: [fundedOf({ state: 'SUBMITTED' })] }, 'InvalidState contractId'],
  ['with a dispute', { milestones: [fundedOf({ state: 'DISPUTED' })] }, 'InvalidState contractId'],
  ['whose money is on its way', { milestones: [fundedOf({ moveId: 'emv_1' })] }, 'InvalidState contractId'],
])('one %s goes on', async (_, facts, expected) => {
  const { context, state } = createHireWorld(facts);
  expect(outcomeOf(await endContract(context, INPUT))).toBe(expected);
  expect([state.move, state.events]).toEqual([null, []]);
});
