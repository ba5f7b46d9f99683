import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { ProjectsContext } from '../../context.ts';
import { PROJECT_LOG } from '../../events.ts';

/** What signals whoever follows projects. */
export type AnnouncingNeeds = Pick<ProjectsContext, 'streams' | 'signals'>;

/** After the commit: who follows these projects is signalled, and work that the transaction enqueued begins. */
export async function announceProjects(
  { streams, signals }: AnnouncingNeeds,
  projectIds: readonly string[],
): Promise<void> {
  await Promise.all([
    notifyWork(signals, 'projects'),
    ...projectIds.map((projectId) => streams.announce(PROJECT_LOG, projectId)),
  ]);
}
