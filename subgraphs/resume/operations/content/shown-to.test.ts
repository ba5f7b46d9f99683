import { expect, test } from '@jest/globals';
import { resumeWith } from '../../fixtures/operation-world.ts';
import { EMPTY_CONTENT } from './resume-content.ts';
import { SECTIONS } from './resume-sections.ts';
import { shownTo } from './shown-to.ts';

const basics = {
  ...{ name: 'Ada', label: 'Engineer', email: 'canary', phone: 'canary', url: null, profiles: [] },
  location: { address: 'canary', postalCode: 'canary', city: 'London', countryCode: 'GB', region: null },
};
const item = { name: 'canary', language: 'canary', title: 'canary' };
const content = {
  ...{ summary: 'canary', skills: ['canary'], experience: 'canary', education: 'canary' },
  ...{ experienceText: 'canary', educationText: 'canary', basics },
  ...Object.fromEntries(
    Object.entries(EMPTY_CONTENT).flatMap(([name, value]) =>
      Array.isArray(value) && name !== 'skills' ? [[name, [item]]] : [],
    ),
  ),
};
const hidden = resumeWith({ hiddenSections: [...SECTIONS], sectionOrder: ['WORK'], photoFileId: 'canary' }, content);

test('the owner gets everything', () => {
  expect(shownTo(hidden, 'usr_ada')).toBe(hidden);
});

test.each([['usr_ben'], [null]])('%s gets nothing of hidden sections, nor which they are', (viewerId) => {
  const shown = shownTo(hidden, viewerId);
  expect(JSON.stringify(shown)).not.toContain('canary');
  expect([shown.hiddenSections, shown.sectionOrder]).toEqual([[], []]);
  expect(shown.content.basics).toMatchObject({ name: 'Ada', location: { city: 'London' } });
});

test('what is not hidden stays', () => {
  expect(shownTo({ ...hidden, hiddenSections: ['PHOTO'] }, null).content).toEqual(hidden.content);
});
