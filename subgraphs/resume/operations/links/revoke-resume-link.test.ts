import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { revokeResumeLink } from './revoke-resume-link.ts';

const links = [{ id: 'rsl_1', resumeId: 'res_1', createdAt: NOW, expiresAt: null }];

test('one link or all links of a resume are revoked', async () => {
  const { context, notify } = createWorld({ resumes: [resumeWith()], links });
  expect(await revokeResumeLink(context, { linkId: 'rsl_1' })).toEqual({ ok: true, value: 'res_1' });
  expect(await revokeResumeLink(context, { resumeId: 'res_1' })).toEqual({ ok: true, value: 'res_1' });
  expect(notify).toHaveBeenCalledWith('resume.resume-updated.res_1', {});
});

test.each([
  ['neither', {}, 'InvalidInput'],
  ['both', { linkId: 'rsl_1', resumeId: 'res_1' }, 'InvalidInput'],
  ['a link of somebody else', { linkId: 'rsl_1' }, 'NotFound'],
  ['a resume of somebody else', { resumeId: 'res_1' }, 'NotFound'],
])('naming %s is refused', async (_, input, __typename) => {
  const { context } = createWorld({ resumes: [resumeWith()], links, caller: { viewerId: 'usr_eve' } });
  expect(await revokeResumeLink(context, input)).toMatchObject({ refusal: { __typename } });
});
