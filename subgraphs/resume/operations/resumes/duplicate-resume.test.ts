import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { duplicateResume } from './duplicate-resume.ts';

test('a copy has the content, and is private and of version 1', async () => {
  const original = resumeWith({ visibility: 'PUBLIC', version: 7, hiddenSections: ['WORK'] }, { summary: 'Mine' });
  const { context, resumes } = createWorld({ resumes: [original] });
  const result = await duplicateResume(context, { resumeId: 'res_1', title: 'Copy' });
  expect(resumes.get(result.ok ? result.value : '')).toMatchObject({
    ...{ title: 'Copy', visibility: 'PRIVATE', version: 1, hiddenSections: ['WORK'], content: { summary: 'Mine' } },
  });
});

test('the public resume of somebody else cannot be copied', async () => {
  const { context } = createWorld({ resumes: [resumeWith({ ownerId: 'usr_ben', visibility: 'PUBLIC' })] });
  expect(await duplicateResume(context, { resumeId: 'res_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
