import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, fundedOf, inDays, outcomeOf } from '../../fixtures/hire-world.ts';
import { requestChanges } from './request-changes.ts';

const milestones = [fundedOf({ state: 'SUBMITTED', autoReleaseAt: inDays(14) })];

test('the client asks for changes, and the clock of the approval stops', async () => {
  const { context, state } = createHireWorld({ milestones });
  await requestChanges(context, { milestoneId: 'mst_1', note: 'Bigger.' });
  expect(state.milestones).toMatchObject([{ state: 'CHANGES_REQUESTED', changeNote: 'Bigger.', autoReleaseAt: null }]);
});

test.each([
  ['without a note', {}, '', 'InvalidInput note'],
  ['of the freelancer', BEN, 'No.', 'NotPermitted milestoneId'],
])('a request %s is refused', async (_, caller, note, expected) => {
  const { context } = createHireWorld({ caller, milestones });
  expect(outcomeOf(await requestChanges(context, { milestoneId: 'mst_1', note }))).toBe(expected);
});
