import type { ResumeContent } from '../../repository/resume-content.ts';
import type { LISTS } from './section-fields.ts';

/** Names of the lists of a resume. */
export type ListName = keyof typeof LISTS;

/** A resume in which nothing is written yet. */
export const EMPTY_CONTENT: ResumeContent = {
  ...{ summary: null, skills: [], experience: null, education: null, experienceText: null, educationText: null },
  ...{ basics: null, work: [], volunteer: [], educationItems: [], awards: [], certificates: [], publications: [] },
  ...{ skillItems: [], languages: [], interests: [], references: [], projectItems: [] },
};
