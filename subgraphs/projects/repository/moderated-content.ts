import type { Sql } from '../../../runtime/database/database.ts';

/** A project, proposal or question as moderators read it. */
export interface ReportedContent {
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  readonly text: string;
  readonly createdAt: Date;
  readonly fileIds: readonly string[];
}

/** Content as moderators have to do with it. */
export const createModeratedStore = (db: Sql) => ({
  /** What stands, whoever may see it; null for drafts, which nobody has seen. */
  async reportedContent(id: string): Promise<ReportedContent | null> {
    const [row] = await db.$queryRaw<ReportedContent[]>`
      SELECT p.client_id AS "ownerId", concat_ws(E'\\n', p.title, p.description, array_to_string(p.skills, ', ')) AS text,
        p.created_at AS "createdAt",
        ARRAY (SELECT f.file_id FROM project_file AS f WHERE f.project_id = p.id ORDER BY f.position) AS "fileIds"
      FROM project AS p WHERE p.id = ${id} AND p.status <> 'DRAFT'
      UNION ALL
      SELECT o.freelancer_id, o.cover_letter, o.created_at,
        ARRAY (SELECT f.file_id FROM proposal_file AS f WHERE f.proposal_id = o.id ORDER BY f.position)
      FROM proposal AS o WHERE o.id = ${id}
      UNION ALL
      SELECT q.author_id, concat_ws(E'\\n', q.text, q.answer), q.asked_at, '{}' FROM project_question AS q WHERE q.id = ${id}`;
    return row ?? null;
  },

  /** The project that content belongs to; null when nothing of it is left. */
  async projectOf(id: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM project WHERE id = ${id}
      UNION ALL SELECT project_id FROM proposal WHERE id = ${id}
      UNION ALL SELECT project_id FROM project_question WHERE id = ${id}`;
    return row?.id ?? null;
  },

  /** Which of these moderators have hidden, in the order of the ids. */
  async hiddenByModerators(ids: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT subject_id AS id FROM hidden_content WHERE subject_id = ANY (${[...ids]}::text[]) AND is_hidden`;
    const hidden = new Set(rows.map(({ id }) => id));
    return ids.map((id) => hidden.has(id));
  },
});
