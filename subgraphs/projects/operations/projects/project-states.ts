import type { Project, ProjectStatus } from '../../repository/index.ts';

/** What a client can make of a project in each status. A project is IN_PROGRESS by its contract alone. */
const NEXT: Readonly<Record<ProjectStatus, readonly ProjectStatus[]>> = {
  DRAFT: ['OPEN'],
  OPEN: ['PAUSED', 'CANCELLED'],
  PAUSED: ['OPEN', 'CANCELLED'],
  IN_PROGRESS: ['COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
};

/** States that a client can give a project, but for contracts that are not over. */
export const statesAfter = (status: ProjectStatus): readonly ProjectStatus[] => NEXT[status];

/** States that the viewer can give a project now: none for others than its client, or while a contract is not over. */
export function nextStates(
  { clientId, status }: Pick<Project, 'clientId' | 'status'>,
  viewerId: string | null,
  hasRunningContract: boolean,
): readonly ProjectStatus[] {
  if (viewerId === null || clientId !== viewerId || hasRunningContract) return [];
  return statesAfter(status);
}

/** Whether a project is over. */
export const isClosed = (status: ProjectStatus): boolean => status === 'COMPLETED' || status === 'CANCELLED';
