import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { createResumeLink } from './create-resume-link.ts';

test('a link has a token that is known once, and makes a private resume visible by link', async () => {
  const { context, resumes } = createWorld({ resumes: [resumeWith()] });
  const result = await createResumeLink(context, { resumeId: 'res_1' });
  expect(result).toMatchObject({ ok: true, value: { resumeId: 'res_1', token: 't'.repeat(43), expiresAt: null } });
  expect(resumes.get('res_1')).toMatchObject({ visibility: 'LINK', version: 1 });
});

test('a public resume stays public', async () => {
  const { context, resumes } = createWorld({ resumes: [resumeWith({ visibility: 'PUBLIC' })] });
  await createResumeLink(context, { resumeId: 'res_1', expiresAt: new Date(NOW.getTime() + 1_000) });
  expect(resumes.get('res_1')?.visibility).toBe('PUBLIC');
});

test.each([
  ['in the past', NOW.getTime() - 1],
  ['now', NOW.getTime()],
  ['in three years', NOW.getTime() + 3 * 366 * 24 * 60 * 60 * 1_000],
])('one that ends %s is refused', async (_, time) => {
  const { context } = createWorld({ resumes: [resumeWith()] });
  expect(await createResumeLink(context, { resumeId: 'res_1', expiresAt: new Date(time) })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'expiresAt'] },
  });
});

test('the eleventh is refused, and one to the resume of somebody else', async () => {
  const links = Array.from({ length: 10 }, (_, n) => ({
    id: `rsl_${n}`,
    resumeId: 'res_1',
    createdAt: NOW,
    expiresAt: null,
  }));
  const { context } = createWorld({ resumes: [resumeWith(), resumeWith({ id: 'res_2', ownerId: 'usr_ben' })], links });
  expect(await createResumeLink(context, { resumeId: 'res_1' })).toMatchObject({
    refusal: { __typename: 'LinkLimit' },
  });
  expect(await createResumeLink(context, { resumeId: 'res_2' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
