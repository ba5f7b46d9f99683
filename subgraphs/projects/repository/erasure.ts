import type { Sql } from '../../../runtime/database/database.ts';

/** Projects and proposals that one step erases: each takes several statements. */
const BATCH_SIZE = 50;

/** What a person leaves that has a contract, without what they wrote. */
const ERASED_TEXT = '—';

/** Erasing who has deleted their account: `project` and `proposal`. */
export const createErasureStore = (db: Sql) => ({
  /** Some projects of a person, and whether each has a contract. */
  async projectsToErase(userId: string): Promise<{ readonly id: string; readonly hasContract: boolean }[]> {
    return await db.$queryRaw<{ id: string; hasContract: boolean }[]>`
      SELECT p.id, EXISTS (SELECT FROM contract AS c WHERE c.project_id = p.id) AS "hasContract"
      FROM project AS p WHERE p.client_id = ${userId} LIMIT ${BATCH_SIZE}`;
  },

  /** Some proposals of a person, and whether each has a contract. */
  async proposalsToErase(
    userId: string,
  ): Promise<{ readonly id: string; readonly projectId: string; readonly hasContract: boolean }[]> {
    return await db.$queryRaw<{ id: string; projectId: string; hasContract: boolean }[]>`
      SELECT o.id, o.project_id AS "projectId", EXISTS (SELECT FROM contract AS c WHERE c.proposal_id = o.id) AS "hasContract"
      FROM proposal AS o WHERE o.freelancer_id = ${userId} LIMIT ${BATCH_SIZE}`;
  },

  /** Takes a person from a project that stays because of its contract, with what they wrote but the title, which the contract is about. */
  async anonymizeProject(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE project SET client_id = NULL, description = ${ERASED_TEXT}, skills = '{}', skill_keys = '{}', updated_at = ${at},
        closed_at = coalesce(closed_at, ${at}::timestamptz),
        status = CASE WHEN status IN ('COMPLETED', 'CANCELLED') THEN status ELSE 'CANCELLED' END
      WHERE id = ${id}`;
    await db.$executeRaw`UPDATE project_question SET answer = NULL WHERE project_id = ${id}`;
  },

  /** Takes a person from a proposal that stays because of its contract, with what they wrote. */
  async anonymizeProposal(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE proposal SET freelancer_id = NULL, cover_letter = ${ERASED_TEXT}, resume_id = NULL, updated_at = ${at}
      WHERE id = ${id}`;
  },

  /** Deletes a proposal without a contract, and counts it no longer. */
  async deleteProposal(id: string): Promise<void> {
    await db.$executeRaw`
      WITH gone AS (DELETE FROM proposal WHERE id = ${id} RETURNING project_id, state)
      UPDATE project SET proposal_count = proposal_count - 1 FROM gone
      WHERE project.id = gone.project_id AND gone.state <> 'WITHDRAWN'`;
  },
});
