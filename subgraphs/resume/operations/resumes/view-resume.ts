import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';

/** Name of the count of views. */
export const VIEWS = 'views';

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'isFirstView' | 'repository'>;

/** Counts that somebody looks at a resume: not its owner, not services, and everybody once a day. Resolves to the resume. */
export async function viewResume(
  { caller: { viewerId, service }, ip, isFirstView, repository }: Needs,
  resume: Resume | null,
): Promise<Resume | null> {
  if (resume === null || service !== null || resume.ownerId === viewerId) return resume;
  if (await isFirstView(resume.id, viewerId, ip))
    await repository.changeCounters(VIEWS, [{ subject: resume.id, delta: 1 }]);
  return resume;
}
