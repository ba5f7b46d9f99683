import { describe, expect, test } from '@jest/globals';
import { NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { completenessOf } from './completeness.ts';
import { formatPeriod, headingsOf } from './headings.ts';
import { endsBeforeItBegins, isPartialDate } from './partial-date.ts';
import { issuesOf } from './resume-issues.ts';
import { isLinkAddress } from './resume-link-address.ts';
import { searchFactsOf } from './search-facts.ts';

const work = {
  name: 'A',
  position: null,
  location: null,
  description: null,
  url: null,
  startDate: null,
  endDate: null,
  summary: null,
  highlights: [],
};

test.each([
  ...(['2024', '2024-02', '2024-02-29', '1000', '2999-12-31'] as const).map((date) => [date, true] as const),
  ...(['2023-02-29', '2024-00', '2024-13', '2024-1', '24', '0999', '2024-01-00', '2024-04-31', ' 2024'] as const).map(
    (date) => [date, false] as const,
  ),
])('%s is a date: %s', (date, isDate) => {
  expect(isPartialDate(date)).toBe(isDate);
});

test.each([
  ['2020-05', '2020', false],
  ['2020', '2020-01', false],
  ['2020-05', '2020-04', true],
  ['2021', '2020-12-31', true],
  ['2021', 'present', false],
])('from %s to %s is backwards: %s', (start, end, isBackwards) => {
  expect(endsBeforeItBegins(start, end)).toBe(isBackwards);
});

test.each([
  ['https://example.org/a', true],
  ['http://example.org', true],
  ['mailto:ada@example.org', true],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['ftp://example.org', false],
  ['https://user:password@example.org', false],
  ['https://example.org/ x', false],
  ['//example.org', false],
  ['mailto:', false],
])('%s may be linked to: %s', (address, isLink) => {
  expect(isLinkAddress(address)).toBe(isLink);
});

test('periods read in the language of the headings', () => {
  expect(formatPeriod('2019-03', 'present', headingsOf('en-GB'))).toBe('Mar 2019 – present');
  expect(formatPeriod('2019-03', '2020', headingsOf('ru'))).toBe('март 2019 – 2020');
  expect(formatPeriod('2019', '2019', headingsOf('fr'))).toBe('2019');
  expect(formatPeriod(null, null, headingsOf('en'))).toBe('');
});

describe('what the owner reads', () => {
  test('what is missing', () => {
    expect(completenessOf(resumeWith())).toEqual({
      percent: 0,
      missing: ['CONTACT', 'SUMMARY', 'WORK', 'EDUCATION_ITEMS', 'SKILL_ITEMS', 'LANGUAGES'],
    });
    expect(completenessOf(resumeWith({}, { summary: 'A', experienceText: 'B', skills: ['C'] })).percent).toBe(55);
  });

  test('what could be better, and where', () => {
    const future = { ...work, startDate: '2031-04', summary: 'Soon' };
    const issues = issuesOf(resumeWith({}, { work: [work, work, future] }), NOW);
    expect(issues.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      ...['NO_NAME basics.name', 'NO_CONTACT basics', 'NO_DATES work.0', 'NO_DESCRIPTION work.0', 'NO_DATES work.1'],
      ...['NO_DESCRIPTION work.1', 'DUPLICATE_ENTRY work.1', 'FUTURE_DATE work.2.startDate'],
    ]);
  });
});

test('a search looks at what others read, and at no contact data', () => {
  const basics = { name: 'Ada', label: null, email: 'mail', phone: 'phone', url: null, location: null, profiles: [] };
  const facts = searchFactsOf(
    resumeWith({ hiddenSections: ['SUMMARY'] }, { summary: 'Secret', skills: ['Go', 'GO'], basics }),
  );
  expect(facts.searchText).toContain('Ada');
  expect(facts.searchText).not.toMatch(/Secret|mail|phone/);
  expect(facts.skillNames).toEqual(['go']);
});
