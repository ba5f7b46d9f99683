import type { Sql } from '../../../runtime/database/database.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { createLogStore, createStoredLog } from '../../../runtime/live/stored-log.ts';
import type { PROJECT_LOG, PROPOSAL_LOG } from '../events.ts';
import { isVisibleProject } from './projects/visible-sql.ts';

const PROJECTS = 'projects.projects' satisfies (typeof PROJECT_LOG)['name'];
const PROPOSALS = 'projects.proposals' satisfies (typeof PROPOSAL_LOG)['name'];

/** What the log of a project says: that it changed. */
export interface ProjectEntry {
  readonly projectId: string;
}

/** What the log of a client says: a proposal that they have received. */
export interface ProposalEntry {
  readonly proposalId: string;
}

/** Durable logs, of each project and of what each client receives. */
export const createProjectLogs = (db: Sql) => ({
  /** Changes of each project, for those who may see it. */
  projectLog: createStoredLog<ProjectEntry, ProjectEntry>(db, {
    name: PROJECTS,
    entryOf: ({ data }) => data,
    async permitted(projectId, viewerIds) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT v.id FROM unnest(${[...viewerIds]}::text[]) AS v (id) JOIN project AS p ON p.id = ${projectId}
        WHERE ${isVisibleProject(sql`p`, sql`v.id`)}`;
      return new Set(rows.map(({ id }) => id));
    },
  }),
  /** Proposals that each client receives, for that client alone. */
  proposalLog: createStoredLog<ProposalEntry, ProposalEntry>(db, { name: PROPOSALS, entryOf: ({ data }) => data }),

  /** Adds that projects changed to their logs, near the end of a transaction. */
  logProjects: (projectIds: readonly string[], now: Date): Promise<void> =>
    createLogStore(db).appendToLogs<ProjectEntry>(
      projectIds.map((projectId) => ({ log: PROJECTS, key: projectId, people: [], data: { projectId } })),
      now,
    ),

  /** Adds a proposal to the log of the client who receives it, near the end of a transaction. */
  logProposal: (clientId: string, proposalId: string, now: Date): Promise<void> =>
    createLogStore(db).appendToLogs<ProposalEntry>(
      [{ log: PROPOSALS, key: clientId, people: [], data: { proposalId } }],
      now,
    ),
});
