import { expect, jest, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { findLinkedResume } from './find-linked-resume.ts';

const resumes = [resumeWith({ visibility: 'LINK', hiddenSections: ['SUMMARY'] }, { summary: 'Secret' })];

test('a link shows nothing of hidden sections, but to the owner', async () => {
  const read = async (viewerId: string | null) =>
    (await findLinkedResume(createWorld({ resumes, caller: { viewerId } }).context, 't'.repeat(43)))?.content.summary;
  expect([await read(null), await read('usr_ben'), await read('usr_ada')]).toEqual([null, null, 'Secret']);
});

test('nothing is looked up for what is no token', async () => {
  const { context } = createWorld({ resumes });
  const resumeOfLink = jest.fn(async () => null);
  for (const token of ['', 'short', `${'t'.repeat(42)}/`, 't'.repeat(10_000)])
    expect(
      await findLinkedResume({ ...context, repository: { ...context.repository, resumeOfLink } }, token),
    ).toBeNull();
  expect(resumeOfLink).not.toHaveBeenCalled();
});
