import type { Sql } from '../../../../runtime/database/database.ts';

/** Projects that people want to find again. */
export const createSavedProjectStore = (db: Sql) => ({
  /** Saves a project once; false when the list holds `limit` others already. */
  async saveProject(userId: string, projectId: string, limit: number, at: Date): Promise<boolean> {
    const saved = await db.$executeRaw`
      INSERT INTO saved_project (user_id, project_id, saved_at)
      SELECT ${userId}, ${projectId}, ${at}
      WHERE (SELECT count(*) FROM saved_project AS s WHERE s.user_id = ${userId} AND s.project_id <> ${projectId}) < ${limit}
      ON CONFLICT (user_id, project_id) DO UPDATE SET saved_at = saved_project.saved_at`;
    return saved > 0;
  },

  async unsaveProject(userId: string, projectId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM saved_project WHERE user_id = ${userId} AND project_id = ${projectId}`;
  },
});
