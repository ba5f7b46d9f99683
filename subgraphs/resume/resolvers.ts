import { scalars } from '../../runtime/graphql/scalars.ts';
import type { Result } from '../../runtime/operations/result.ts';
import type { ResumeChange, ResumeContext } from './context.ts';
import type { Resolvers } from './generated.ts';
import { exportResume } from './operations/files/export-resume.ts';
import { createResumeLink } from './operations/links/create-resume-link.ts';
import { findLinkedResume } from './operations/links/find-linked-resume.ts';
import { revokeResumeLink } from './operations/links/revoke-resume-link.ts';
import { createResume } from './operations/resumes/create-resume.ts';
import { deleteResume } from './operations/resumes/delete-resume.ts';
import { describeLink, describeResume, describeVersion } from './operations/resumes/describe-resume.ts';
import { duplicateResume } from './operations/resumes/duplicate-resume.ts';
import { importResume } from './operations/resumes/import-resume.ts';
import { listResumes, listVersions } from './operations/resumes/list-resumes.ts';
import { reorderResumeSection } from './operations/resumes/reorder-resume-section.ts';
import { restoreResumeVersion } from './operations/resumes/restore-resume-version.ts';
import { resumeForProposal } from './operations/resumes/resume-for-proposal.ts';
import { searchResumes } from './operations/resumes/search-resumes.ts';
import { updateResume } from './operations/resumes/update-resume.ts';
import { viewResume } from './operations/resumes/view-resume.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    resume: async (_, { id }, context) => viewResume(context, await context.resumes.load(id)),
    resumes: (_, query, context) => listResumes(context, query),
    resumeByLink: async (_, { token }, context) => viewResume(context, await findLinkedResume(context, token)),
    resumeVersions: (_, query, context) => listVersions(context, query),
    searchResumes: (_, query, context) => searchResumes(context, query),
    exportResume: (_, query, context) => exportResume(context, query),
    resumeForProposal: (_, { id, ownerId }, context) => resumeForProposal(context, id, ownerId),
  },
  Mutation: {
    async createResume(_, { input }, context) {
      const { isReplay, ...result } = await createResume(context, { ...input });
      const payload = await resumePayload(context, result.ok ? { ok: true, value: result.value.resumeId } : result);
      return { ...payload, isReplay };
    },
    updateResume: async (_, { input }, context) => resumePayload(context, await updateResume(context, { ...input })),
    async deleteResume(_, { input }, context) {
      const result = await deleteResume(context, input);
      return result.ok ? { resumeId: result.value, errors: [] } : { resumeId: null, errors: [result.refusal] };
    },
    duplicateResume: async (_, { input }, context) => resumePayload(context, await duplicateResume(context, input)),
    reorderResumeSection: async (_, { input }, context) =>
      resumePayload(context, await reorderResumeSection(context, input)),
    async importResume(_, { input }, context) {
      const result = await importResume(context, input);
      if (!result.ok) return { resume: null, report: null, errors: [result.refusal] };
      const { resumeId, report } = result.value;
      return { ...(await resumePayload(context, { ok: true, value: resumeId })), report };
    },
    restoreResumeVersion: async (_, { input }, context) =>
      resumePayload(context, await restoreResumeVersion(context, input)),
    async createResumeLink(_, { input }, context) {
      const result = await createResumeLink(context, input);
      if (!result.ok) return { link: null, resume: null, errors: [result.refusal] };
      const { resume } = await resumePayload(context, { ok: true, value: result.value.resumeId });
      return { link: result.value, resume, errors: [] };
    },
    revokeResumeLink: async (_, { input }, context) => resumePayload(context, await revokeResumeLink(context, input)),
  },
  Subscription: {
    resumeUpdated: {
      subscribe: (_, { resumeId }, { watchResume }) => watchResume(resumeId),
      resolve: async ({ resumeId }: ResumeChange, _: unknown, { resumes }: ResumeContext) => ({
        resume: await resumes.load(resumeId),
      }),
    },
  },
  User: {
    __resolveReference: (reference) => reference,
    resumes: ({ id }, page, { resumesOf }) => resumesOf.ALL.load(id, page),
  },
  Resume: { __resolveReference: ({ id }, { resumes }) => resumes.load(id), ...describeResume },
  ResumeLink: describeLink,
  ResumeVersion: describeVersion,
};

/** The payload with a resume, read again with the permissions of now; null when refused. */
async function resumePayload<Refusal>({ resumes, links }: ResumeContext, result: Result<string, Refusal>) {
  if (!result.ok) return { resume: null, errors: [result.refusal] };
  resumes.clear(result.value);
  links.clear(result.value);
  return { resume: await resumes.load(result.value), errors: [] };
}
