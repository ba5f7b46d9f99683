import { fault } from '../../../../runtime/executor/faults.ts';
import type { LogEvent } from '../../../../runtime/live/durable-log.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectEntry } from '../../repository/index.ts';

interface Needs extends Pick<ProjectsContext, 'caller' | 'streams' | 'projects'> {
  readonly repository: Pick<ProjectsContext['repository'], 'projectLog'>;
}

/**
 * Each change of a project that the viewer may see, after a cursor or from now on.
 *
 * @throws a fault `NOT_FOUND` for what they may not see, `BAD_USER_INPUT` for a cursor of another project.
 */
export async function followProject(
  { caller, streams, projects, repository }: Needs,
  projectId: string,
  after: string | null | undefined,
): Promise<AsyncIterableIterator<LogEvent<ProjectEntry>>> {
  const viewerId = viewerOf(caller);
  if ((await projects.load(projectId)) === null) throw fault('NOT_FOUND', 'There is no such project.');
  return streams.follow(repository.projectLog, projectId, viewerId, after);
}
