import type { Resume } from '../../repository/index.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { EMPTY_CONTENT } from './resume-content.ts';
import { PARTS_OF_SECTION } from './resume-sections.ts';

/**
 * A resume as a viewer gets it, in every field and every kind of file: the owner all of it, others nothing of hidden sections,
 * nor which those are. Null stands for a visitor.
 */
export const shownTo = (resume: Resume, viewerId: string | null): Resume =>
  viewerId === resume.ownerId ? resume : withoutHiddenSections(resume);

/** The resume without what its owner hides from others. */
export function withoutHiddenSections(resume: Resume): Resume {
  const { hiddenSections } = resume;
  if (hiddenSections.length === 0) return resume;
  const emptied: Partial<Record<keyof ResumeContent, unknown>> = {};
  for (const section of hiddenSections) {
    if (section === 'CONTACT' || section === 'PHOTO') continue;
    for (const part of PARTS_OF_SECTION[section]) emptied[part] = EMPTY_CONTENT[part];
  }
  const basics = hiddenSections.includes('CONTACT') ? withoutContact(resume.content.basics) : resume.content.basics;
  return {
    ...resume,
    // as: each part that is emptied has the empty value of that part.
    content: { ...resume.content, ...(emptied as Partial<ResumeContent>), basics },
    photoFileId: hiddenSections.includes('PHOTO') ? null : resume.photoFileId,
    sectionOrder: resume.sectionOrder.filter((section) => !hiddenSections.includes(section)),
    hiddenSections: [],
  };
}

/** A city and a region say where somebody looks for work; streets and numbers are how to reach them. */
const withoutContact = (basics: ResumeContent['basics']): ResumeContent['basics'] =>
  basics === null
    ? null
    : {
        ...basics,
        email: null,
        phone: null,
        location: basics.location === null ? null : { ...basics.location, address: null, postalCode: null },
      };
