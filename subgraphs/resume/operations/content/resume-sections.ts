import type { OrderedSection, ResumeContent, Section } from '../../repository/resume-content.ts';

/** Sections that have a position, in the order that holds where a person has chosen none. Values of `ResumeSection`. */
export const ORDERED_SECTIONS = [
  ...(['SUMMARY', 'EXPERIENCE', 'WORK', 'PROJECT_ITEMS', 'EDUCATION', 'EDUCATION_ITEMS', 'SKILLS'] as const),
  ...(['SKILL_ITEMS', 'LANGUAGES', 'CERTIFICATES', 'AWARDS', 'PUBLICATIONS', 'VOLUNTEER', 'INTERESTS'] as const),
  'REFERENCES',
] as const satisfies readonly OrderedSection[];

/** All that can be hidden from others: contact data and the picture have no position. */
export const SECTIONS = [...ORDERED_SECTIONS, 'CONTACT', 'PHOTO'] as const satisfies readonly Section[];

/** The parts of the content that a section shows. */
export const PARTS_OF_SECTION = {
  SUMMARY: ['summary'],
  EXPERIENCE: ['experience', 'experienceText'],
  WORK: ['work'],
  PROJECT_ITEMS: ['projectItems'],
  EDUCATION: ['education', 'educationText'],
  EDUCATION_ITEMS: ['educationItems'],
  SKILLS: ['skills'],
  SKILL_ITEMS: ['skillItems'],
  LANGUAGES: ['languages'],
  CERTIFICATES: ['certificates'],
  AWARDS: ['awards'],
  PUBLICATIONS: ['publications'],
  VOLUNTEER: ['volunteer'],
  INTERESTS: ['interests'],
  REFERENCES: ['references'],
} as const satisfies Readonly<Record<OrderedSection, readonly (keyof ResumeContent)[]>>;

/** All sections with a position: those that a person has put in order first, then the others in the usual order. */
export const orderOf = (chosen: readonly string[]): readonly OrderedSection[] => [
  ...ORDERED_SECTIONS.filter((section) => chosen.includes(section)).toSorted(
    (one, other) => chosen.indexOf(one) - chosen.indexOf(other),
  ),
  ...ORDERED_SECTIONS.filter((section) => !chosen.includes(section)),
];
