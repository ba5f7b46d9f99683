import { fault } from '../../../../runtime/executor/faults.ts';
import type { ProjectsContext } from '../../context.ts';

interface Needs {
  readonly repository: Pick<ProjectsContext['repository'], 'receivedResumes'>;
}

/** Most resumes that one call asks about. */
const MAX_RESUMES = 100;

/**
 * Which of these resumes a person may read because they are part of proposals that they have received and not rejected.
 *
 * @throws a fault `BAD_USER_INPUT` for more than 100.
 */
export async function listReadableResumes(
  { repository }: Needs,
  viewerId: string,
  resumeIds: readonly string[],
): Promise<readonly string[]> {
  if (resumeIds.length > MAX_RESUMES) throw fault('BAD_USER_INPUT', `Ask about at most ${MAX_RESUMES} resumes.`);
  return repository.receivedResumes(viewerId, resumeIds);
}
