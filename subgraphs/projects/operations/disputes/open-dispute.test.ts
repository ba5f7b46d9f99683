import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, fundedOf, inDays, outcomeOf } from '../../fixtures/hire-world.ts';
import { openDispute } from './open-dispute.ts';

const INPUT = { milestoneId: 'mst_1', reason: 'It is not what was agreed.' };

test.each([
  ['CLIENT', {}],
  ['FREELANCER', BEN],
])('a dispute of the %s stops the clocks', async (role, caller) => {
  const milestones = [fundedOf({ state: 'SUBMITTED', autoReleaseAt: inDays(1) })];
  const { context, state } = createHireWorld({ caller, milestones });
  expect(outcomeOf(await openDispute(context, INPUT))).toBe('ok');
  expect(state.milestones).toMatchObject([{ state: 'DISPUTED', autoReleaseAt: null, startBy: null }]);
  expect([state.dispute?.openedRole, state.contract?.state, state.events]).toEqual([
    role,
    'DISPUTED',
    ['dispute-opened'],
  ]);
});

test.each([
  ['what is not begun', fundedOf(), INPUT, 'InvalidState milestoneId'],
  ['what is approved', fundedOf({ state: 'APPROVED', moveId: 'emv_1' }), INPUT, 'InvalidState milestoneId'],
  ['for no reason', fundedOf({ state: 'SUBMITTED' }), { ...INPUT, reason: '' }, 'InvalidInput reason'],
])('nobody disputes %s', async (_, milestone, input, expected) => {
  const { context, state } = createHireWorld({ milestones: [milestone] });
  expect(outcomeOf(await openDispute(context, input))).toBe(expected);
  expect(state.dispute).toBeNull();
});
