import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, fundedOf, outcomeOf } from '../../fixtures/hire-world.ts';
import { cancelMilestone } from './cancel-milestone.ts';

test.each([{}, BEN])('either party takes back or declines what is not funded', async (caller) => {
  const { context, state } = createHireWorld({ caller });
  expect(outcomeOf(await cancelMilestone(context, { milestoneId: 'mst_1' }))).toBe('ok');
  expect(state.milestones).toMatchObject([{ state: 'CANCELLED', fundBy: null }]);
});

test('what is funded is not taken back so', async () => {
  const { context } = createHireWorld({ milestones: [fundedOf()] });
  expect(outcomeOf(await cancelMilestone(context, { milestoneId: 'mst_1' }))).toBe('InvalidState milestoneId');
});
