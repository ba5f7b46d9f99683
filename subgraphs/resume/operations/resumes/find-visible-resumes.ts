import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import { shownTo } from '../content/shown-to.ts';

const MAY_READ = /* GraphQL */ `
  query MayReadResumes($resumeIds: [ID!]!, $viewerId: ID!) {
    mayReadResumes(resumeIds: $resumeIds, viewerId: $viewerId)
  }
`;

type Needs = Pick<ResumeContext, 'ask' | 'caller'> & {
  readonly repository: Pick<ResumeContext['repository'], 'findResumes'>;
};

/**
 * The resumes that the caller may see, as they may see them, in the order of the ids: their own, public ones, and those that
 * came with a proposal for a project of theirs, of which the domain of projects knows. Nothing shows what is withheld by a
 * block, a suspension or moderators.
 */
export async function findVisibleResumes(
  { ask, caller, repository }: Needs,
  ids: readonly string[],
): Promise<(Resume | null)[]> {
  const { viewerId } = caller;
  const found = await repository.findResumes(viewerId ?? '', ids);
  const closed = found.flatMap((resume) => (resume === null || resume.isOpen ? [] : [resume.id]));
  const permitted = await askProjects(ask, viewerId, closed);
  return found.map((resume) => {
    if (resume === null || !(resume.isOpen || permitted.has(resume.id))) return null;
    const { isOpen: _, ...stored } = resume;
    return shownTo(stored, viewerId);
  });
}

/** Which of these the viewer may read because they came with a proposal. A call that fails permits nothing. */
async function askProjects(
  ask: Needs['ask'],
  viewerId: string | null,
  resumeIds: readonly string[],
): Promise<ReadonlySet<unknown>> {
  if (viewerId === null || resumeIds.length === 0) return new Set();
  try {
    const { mayReadResumes } = await ask('projects', MAY_READ, { resumeIds, viewerId }, serviceCaller('resume'));
    return new Set(Array.isArray(mayReadResumes) ? mayReadResumes : []);
  } catch {
    return new Set();
  }
}
