import type { ProjectsStore } from '../../repository/index.ts';
import { applyStatus } from './change-project-status.ts';

/**
 * Follows the end of a contract, in its transaction: the project is completed with it; after a cancelled one it is paused, and
 * its client may open it again or cancel it. Call `announceProjects` after the commit.
 */
export async function settleProject(
  store: Pick<ProjectsStore, 'lockProject' | 'setProjectStatus' | 'announce' | 'logProjects' | 'enqueueWork'>,
  projectId: string,
  outcome: 'COMPLETED' | 'CANCELLED',
  at: Date,
): Promise<void> {
  const project = await store.lockProject(projectId);
  if (project === null || project.status !== 'IN_PROGRESS') return;
  const next = outcome === 'COMPLETED' ? 'COMPLETED' : project.clientId === null ? 'CANCELLED' : 'PAUSED';
  await applyStatus(store, project, next, at);
}
