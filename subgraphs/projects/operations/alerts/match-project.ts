import { alertMatched, matchAlerts } from '../../events.ts';
import type { ProjectsStore } from '../../repository/index.ts';

/** Saved searches that one transaction looks at. */
const BATCH_SIZE = 500;

type Store = Pick<ProjectsStore, 'matchAlerts' | 'categoriesAbove' | 'announce' | 'enqueueWork'>;

/**
 * Notifies some of those whose saved searches find a new project, in the transaction of the work; the rest is further work.
 * Each person is notified of a project once, whatever number of their searches finds it.
 */
export async function matchProject(
  store: Store,
  { projectId, after }: { readonly projectId: string; readonly after: string },
  at: Date,
): Promise<void> {
  const categoryIds = await store.categoriesAbove(projectId);
  const { last, userIds } = await store.matchAlerts(projectId, categoryIds, { after, limit: BATCH_SIZE, at });
  if (userIds.length > 0) await store.announce(alertMatched, { projectId, userIds, at: at.toISOString() }, at);
  if (last !== null) await store.enqueueWork(matchAlerts, [{ payload: { projectId, after: last } }], at);
}
