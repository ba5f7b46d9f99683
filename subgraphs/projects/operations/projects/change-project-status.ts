import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { matchAlerts, projectClosed, projectOpened } from '../../events.ts';
import type { Project, ProjectStatus, ProjectsStore } from '../../repository/index.ts';
import { type InvalidState, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { announceProjects } from './announce-projects.ts';
import { findOwnProject, noProject } from './own-project.ts';
import { statesAfter } from './project-states.ts';

const INPUT = z.object({
  projectId: z.string().max(100),
  status: z.enum(['DRAFT', 'OPEN', 'PAUSED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED']),
});

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState | RefusalOf<'HasContracts'>;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'projects' | 'repository' | 'signals' | 'streams'>;

/** Gives a project of the viewer another status, and returns its id. */
export async function changeProjectStatus(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId, status } = parsed.value;
  const own = await findOwnProject(context, viewerId, projectId);
  if (!own.ok) return own;
  const at = context.now();
  const result = await context.repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    const project = await store.lockProject(projectId);
    if (project === null) return noProject();
    const allowed = statesAfter(project.status);
    if (!allowed.includes(status))
      return invalidState('The project cannot be given this status now.', project.status, allowed, 'status');
    if (await store.hasRunningContract(projectId))
      return refuse({
        __typename: 'HasContracts',
        message: 'The project has a contract that is not over. End that first.',
        path: ['input', 'projectId'],
      });
    await applyStatus(store, project, status, at);
    return done(projectId);
  });
  if (!result.ok) return result;
  context.projects.clear(projectId);
  await announceProjects(context, [projectId]);
  return result;
}

/**
 * Gives a locked project a status, with its events and its log, in the caller's transaction. Call `announceProjects` after the
 * commit.
 */
export async function applyStatus(
  store: Pick<ProjectsStore, 'setProjectStatus' | 'announce' | 'logProjects' | 'enqueueWork'>,
  project: Project,
  status: ProjectStatus,
  at: Date,
): Promise<void> {
  const { id: projectId, clientId } = project;
  await store.setProjectStatus(projectId, status, at);
  await store.logProjects([projectId], at);
  const isFirstOpened = status === 'OPEN' && project.openedAt === null && clientId !== null;
  if (isFirstOpened) await store.announce(projectOpened, { projectId, clientId, at: at.toISOString() }, at);
  if (status === 'COMPLETED' || status === 'CANCELLED')
    await store.announce(projectClosed, { projectId, clientId, status, at: at.toISOString() }, at);
  if (isFirstOpened && project.visibility === 'PUBLIC')
    await store.enqueueWork(matchAlerts, [{ payload: { projectId, after: '' } }], at);
}
