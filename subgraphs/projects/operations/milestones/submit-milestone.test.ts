import { expect, test } from '@jest/globals';
import { BEN, createHireWorld, fundedOf, inDays, NOW, outcomeOf } from '../../fixtures/hire-world.ts';
import { submitMilestone } from './submit-milestone.ts';

const milestones = [fundedOf({ state: 'IN_PROGRESS' })];
const files = (ids: readonly string[]) => async () => ({
  attachableFiles: ids.map((id) => ({ id, state: 'READY', kind: 'DOCUMENT' })),
});

test('work is submitted with files, and is approved by itself in 14 days', async () => {
  const { context, state } = createHireWorld({ caller: BEN, milestones, ask: files(['fil_1']) });
  expect(outcomeOf(await submitMilestone(context, { milestoneId: 'mst_1', note: 'Done.', fileIds: ['fil_1'] }))).toBe(
    'ok',
  );
  expect(state.milestones).toMatchObject([
    { state: 'SUBMITTED', submittedAt: NOW, autoReleaseAt: inDays(14), submissionNote: 'Done.', fileIds: ['fil_1'] },
  ]);
  expect(state.events).toEqual(['milestone-submitted']);
});

test.each([
  ['by the client', {}, { fileIds: [] }, 'NotPermitted milestoneId'],
  ['with a file of somebody else', BEN, { fileIds: ['fil_2'] }, 'MediaUnavailable fileIds'],
  ['with a file twice', BEN, { fileIds: ['fil_1', 'fil_1'] }, 'InvalidInput fileIds'],
])('work that is submitted %s is refused', async (_, caller, input, expected) => {
  const { context, state } = createHireWorld({ caller, milestones, ask: files([]) });
  expect(outcomeOf(await submitMilestone(context, { milestoneId: 'mst_1', ...input }))).toBe(expected);
  expect(state.milestones).toEqual(milestones);
});
