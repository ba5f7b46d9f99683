import { expect, test } from '@jest/globals';
import { resumeWith } from '../../fixtures/operation-world.ts';
import { textsOf } from './texts-of.ts';

test('moderators read what others read, as far as a case holds it', () => {
  const text = textsOf(resumeWith({ hiddenSections: ['SKILLS'] }, { summary: 'Buy!', skills: ['Hidden'] }));
  expect(text).toContain('Buy!');
  expect(text).not.toContain('Hidden');
  expect(textsOf(resumeWith({}, { experienceText: 'x'.repeat(30_000) })).length).toBe(20_000);
});
