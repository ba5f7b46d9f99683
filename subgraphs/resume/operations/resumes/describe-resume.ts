import type { ResumeContext } from '../../context.ts';
import type { Resume, ResumeLink, ResumeVersion } from '../../repository/index.ts';
import { completenessOf } from '../content/completeness.ts';
import { issuesOf } from '../content/resume-issues.ts';
import { orderOf } from '../content/resume-sections.ts';
import { toJsonResume } from '../content/write-json-resume.ts';

type Needs = Pick<ResumeContext, 'caller'>;

const isOwn = ({ ownerId }: Resume, { caller }: Needs): boolean => caller.viewerId === ownerId;

/** What is said of a resume beside what is stored: some of it to its owner only. The resume is one that the caller may see. */
export const describeResume = {
  owner: ({ ownerId }: Resume) => ({ id: ownerId }),
  summary: ({ content }: Resume) => content.summary,
  skills: ({ content }: Resume) => content.skills,
  experience: ({ content }: Resume) => content.experience,
  education: ({ content }: Resume) => content.education,
  experienceText: ({ content }: Resume) => content.experienceText,
  educationText: ({ content }: Resume) => content.educationText,
  basics: ({ content }: Resume) => content.basics,
  work: ({ content }: Resume) => content.work,
  volunteer: ({ content }: Resume) => content.volunteer,
  educationItems: ({ content }: Resume) => content.educationItems,
  awards: ({ content }: Resume) => content.awards,
  certificates: ({ content }: Resume) => content.certificates,
  publications: ({ content }: Resume) => content.publications,
  skillItems: ({ content }: Resume) => content.skillItems,
  languages: ({ content }: Resume) => content.languages,
  interests: ({ content }: Resume) => content.interests,
  references: ({ content }: Resume) => content.references,
  projectItems: ({ content }: Resume) => content.projectItems,
  sectionOrder: ({ sectionOrder }: Resume) => orderOf(sectionOrder),
  /** With access of the caller's own: a visitor gets none, as it would be for everybody. */
  photo(
    { id: grantId, photoFileId: fileId }: Resume,
    _: unknown,
    { caller: { viewerId }, fileAccess, now }: ResumeContext,
  ) {
    if (fileId === null || viewerId === null) return null;
    return { id: fileId, access: fileAccess.mint({ fileId, viewerId, grantId }, now()) };
  },
  /** Others do not see a resume that is hidden. */
  isHidden: async (resume: Resume, _: unknown, context: ResumeContext) =>
    isOwn(resume, context) && (await context.hiddenResumes.load(resume.id)),
  completeness: (resume: Resume, _: unknown, context: Needs) =>
    isOwn(resume, context) ? completenessOf(resume) : null,
  issues: (resume: Resume, _: unknown, context: ResumeContext) =>
    isOwn(resume, context) ? issuesOf(resume, context.now()) : [],
  viewCount: (resume: Resume, _: unknown, context: ResumeContext) =>
    isOwn(resume, context) ? context.viewCounts.load(resume.id) : null,
  link: async (resume: Resume, _: unknown, context: ResumeContext) =>
    isOwn(resume, context) ? ((await context.links.load(resume.id))[0] ?? null) : null,
  links: (resume: Resume, _: unknown, context: ResumeContext) =>
    isOwn(resume, context) ? context.links.load(resume.id) : [],
};

/** What is said of a link: its address while its token is there, right after it was made. */
export const describeLink = {
  url({ token }: ResumeLink, _: unknown, { publicUrl }: Pick<ResumeContext, 'publicUrl'>): string | null {
    if (token === undefined) return null;
    return `${publicUrl?.replace(/\/+$/, '') ?? ''}/r/${token}`;
  },
};

/** What is said of a version, which only the owner reads. */
export const describeVersion = {
  json: (version: ResumeVersion): string => JSON.stringify(toJsonResume(version)),
};
