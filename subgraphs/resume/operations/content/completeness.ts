import type { Resume } from '../../repository/index.ts';
import type { OrderedSection, ResumeContent, Section } from '../../repository/resume-content.ts';

/** How much of what readers expect is there. */
export interface Completeness {
  /** A whole number from 0 to 100. */
  readonly percent: number;
  readonly missing: readonly Section[];
}

type Weighed = readonly [
  section: OrderedSection | 'CONTACT' | 'PHOTO',
  weight: number,
  isThere: (resume: Resume) => boolean,
];

const has = (content: ResumeContent, ...parts: readonly (keyof ResumeContent)[]): boolean =>
  parts.some((part) => {
    const value = content[part];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });

/** What readers expect, by its weight; free texts count as the lists that they stand for. */
const EXPECTED: readonly Weighed[] = [
  ['CONTACT', 20, ({ content: { basics } }) => basics?.name != null && (basics.email ?? basics.phone) !== null],
  ['SUMMARY', 15, ({ content }) => has(content, 'summary')],
  ['WORK', 25, ({ content }) => has(content, 'work', 'experience', 'experienceText', 'projectItems')],
  [
    'EDUCATION_ITEMS',
    15,
    ({ content }) => has(content, 'educationItems', 'education', 'educationText', 'certificates'),
  ],
  ['SKILL_ITEMS', 15, ({ content }) => has(content, 'skillItems', 'skills')],
  ['LANGUAGES', 10, ({ content }) => has(content, 'languages')],
];

/** How complete a resume is. The picture is no part of it: in some countries it has no place in a resume. */
export function completenessOf(resume: Resume): Completeness {
  const missing = EXPECTED.filter(([, , isThere]) => !isThere(resume));
  return {
    percent: 100 - missing.reduce((sum, [, weight]) => sum + weight, 0),
    missing: missing.map(([section]) => section),
  };
}
