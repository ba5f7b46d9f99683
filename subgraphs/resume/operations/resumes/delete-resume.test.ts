import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { deleteResume } from './delete-resume.ts';

test('a resume is deleted, and other domains learn it', async () => {
  const { context, resumes, announce } = createWorld({ resumes: [resumeWith()] });
  expect(await deleteResume(context, { resumeId: 'res_1' })).toEqual({ ok: true, value: 'res_1' });
  expect(resumes.size).toBe(0);
  expect(announce.mock.calls[0]?.[1]).toMatchObject({ resumeId: 'res_1', isDeleted: true });
});

test('that of somebody else is not', async () => {
  const { context, resumes } = createWorld({ resumes: [resumeWith({ ownerId: 'usr_ben', visibility: 'PUBLIC' })] });
  expect(await deleteResume(context, { resumeId: 'res_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
  expect(resumes.size).toBe(1);
});
