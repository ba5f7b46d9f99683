import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, EVE, FINANCE } from '../../fixtures/hire-world.ts';
import { followContract } from './follow-contract.ts';

test.each([{}, BEN])('a party follows its contract', async (caller) => {
  expect(await followContract(createHireWorld({ caller }).context, 'ctr_1', null)).toBe('ctr_1');
});

test.each([
  ['others', { caller: EVE }],
  ['finance', { caller: FINANCE }],
  ['who names none', { contract: null }],
])('%s do not', async (_, facts) => {
  await expect(followContract(createHireWorld(facts).context, 'ctr_1', null)).rejects.toThrow('no such contract');
});
