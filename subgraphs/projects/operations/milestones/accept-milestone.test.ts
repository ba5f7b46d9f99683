import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, EVE, inDays, milestoneOf, NOW, outcomeOf } from '../../fixtures/hire-world.ts';
import { acceptMilestone } from './accept-milestone.ts';

const proposed = milestoneOf({ acceptedAt: null });

test('the other party accepts a milestone, which has to be funded in 14 days; again changes nothing', async () => {
  const { context, state } = createHireWorld({ caller: BEN, milestones: [proposed] });
  await acceptMilestone(context, { milestoneId: 'mst_1' });
  await acceptMilestone(context, { milestoneId: 'mst_1' });
  expect(state.milestones).toMatchObject([{ state: 'PROPOSED', acceptedAt: NOW, fundBy: inDays(14) }]);
});

test.each([
  ['who has proposed it', {}, [proposed], 'NotPermitted milestoneId'],
  ['a stranger', EVE, [proposed], 'NotFound milestoneId'],
  ['who does not say which', BEN, [], 'NotFound milestoneId'],
  ['who comes too late', BEN, [milestoneOf({ state: 'CANCELLED' })], 'InvalidState milestoneId'],
])('%s is refused', async (_, caller, milestones, expected) => {
  const { context } = createHireWorld({ caller, milestones });
  expect(outcomeOf(await acceptMilestone(context, { milestoneId: 'mst_1' }))).toBe(expected);
});
