import { expect, test } from '@jest/globals';
import { BEN, contractOf, createHireWorld, fundedOf, inDays, NOW, outcomeOf } from '../../fixtures/hire-world.ts';
import { pauseContract, resumeContract } from './pause-contract.ts';

const INPUT = { contractId: 'ctr_1' };
const milestones = [fundedOf({ startBy: inDays(4) })];

test('a pause stops the clock of what is not begun, and its end gives the time back', async () => {
  const { context, state } = createHireWorld({ milestones });
  await pauseContract(context, INPUT);
  expect(state.contract).toMatchObject({ state: 'PAUSED', pausedAt: NOW });
  const paused = createHireWorld({ milestones, contract: contractOf({ state: 'PAUSED', pausedAt: inDays(-3) }) });
  await resumeContract(paused.context, INPUT);
  expect(paused.state.contract).toMatchObject({ state: 'ACTIVE', pausedAt: null });
  expect(paused.state.milestones).toMatchObject([{ startBy: inDays(7) }]);
});

test.each([
  ['the freelancer', { caller: BEN, milestones }, 'NotPermitted contractId'],
  ['before anything is funded', { contract: contractOf({ state: 'PENDING' }) }, 'InvalidState contractId'],
  ['after the end', { contract: contractOf({ state: 'COMPLETED', endedAt: NOW }) }, 'InvalidState contractId'],
])('%s is refused', async (_, facts, expected) => {
  expect(outcomeOf(await pauseContract(createHireWorld(facts).context, INPUT))).toBe(expected);
});
