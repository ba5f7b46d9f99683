import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { reorderResumeSection } from './reorder-resume-section.ts';

test('a section moves, and those between move by one', async () => {
  const { context, resumes } = createWorld({ resumes: [resumeWith()] });
  await reorderResumeSection(context, { resumeId: 'res_1', section: 'WORK', position: 0 });
  expect(resumes.get('res_1')?.sectionOrder.slice(0, 3)).toEqual(['WORK', 'SUMMARY', 'EXPERIENCE']);
  await reorderResumeSection(context, { resumeId: 'res_1', section: 'WORK', position: 14 });
  expect(resumes.get('res_1')?.sectionOrder.at(-1)).toBe('WORK');
  expect(resumes.get('res_1')?.sectionOrder).toHaveLength(15);
});

test.each([
  ['before the first position', { section: 'WORK', position: -1 }],
  ['behind the last one', { section: 'WORK', position: 15 }],
  ['of what has no position', { section: 'CONTACT', position: 1 }],
])('a move %s is refused', async (_, input) => {
  const { context } = createWorld({ resumes: [resumeWith()] });
  expect(await reorderResumeSection(context, { resumeId: 'res_1', ...input })).toMatchObject({
    refusal: { __typename: 'InvalidInput' },
  });
});
