import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { EMPTY_CONTENT } from '../content/resume-content.ts';
import { restoreResumeVersion } from './restore-resume-version.ts';

const first = {
  ...{ resumeId: 'res_1', version: 1, title: 'First', locale: 'ru', sectionOrder: [], savedAt: NOW },
  ...{ content: { ...EMPTY_CONTENT, summary: 'Old' }, hiddenSections: ['WORK' as const] },
};

test('an earlier version comes back as a new one; nothing that is hidden appears, and the visibility stays', async () => {
  const now = resumeWith({ version: 5, visibility: 'LINK', hiddenSections: ['CONTACT'] }, { summary: 'New' });
  const { context, resumes } = createWorld({ resumes: [now], versions: [first] });
  await restoreResumeVersion(context, { resumeId: 'res_1', version: 1, expectedVersion: 5 });
  expect(resumes.get('res_1')).toMatchObject({
    ...{ version: 6, title: 'First', locale: 'ru', visibility: 'LINK', content: { summary: 'Old' } },
    hiddenSections: ['CONTACT', 'WORK'],
  });
});

test('one that is not stored is refused', async () => {
  const { context } = createWorld({ resumes: [resumeWith()] });
  expect(await restoreResumeVersion(context, { resumeId: 'res_1', version: 9 })).toMatchObject({
    refusal: { __typename: 'NotFound', path: ['input', 'version'] },
  });
});
