import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { PROJECT_COLUMNS, type Project } from './project.ts';
import { isInvitee, isVisibleProject } from './visible-sql.ts';

/** How a viewer stands to a project. */
export interface ProjectViewer {
  readonly id: string;
  readonly isSaved: boolean;
  readonly isInvited: boolean;
}

/** Projects as people read them. */
export const createProjectStore = (db: Sql) => ({
  /** In the order of the ids; null for those that the viewer may not see. A visitor's id is empty. */
  async visibleProjects(viewerId: string, ids: readonly string[]): Promise<(Project | null)[]> {
    const rows = await db.$queryRaw<Project[]>`
      SELECT ${PROJECT_COLUMNS} FROM project AS p
      WHERE p.id = ANY (${[...ids]}::text[]) AND ${isVisibleProject(sql`p`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** How the viewer stands to projects, in the order of the ids. */
  async projectViewers(viewerId: string, ids: readonly string[]): Promise<(ProjectViewer | null)[]> {
    const rows = await db.$queryRaw<ProjectViewer[]>`
      SELECT p.id, ${isInvitee(sql`p`, sql`${viewerId}::text`)} AS "isInvited",
        EXISTS (SELECT FROM saved_project AS s WHERE s.user_id = ${viewerId} AND s.project_id = p.id) AS "isSaved"
      FROM project AS p WHERE p.id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },
});
