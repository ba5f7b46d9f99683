import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { isHiddenPerson, isVisibleProject } from '../projects/visible-sql.ts';

/** A question about a project as it is stored. */
export interface ProjectQuestion {
  readonly id: string;
  readonly projectId: string;
  readonly authorId: string;
  readonly text: string;
  readonly askedAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
}

/** The id of a question. */
export type QuestionKey = readonly [id: string];

const COLUMNS = rawSql(`q.id, q.project_id AS "projectId", q.author_id AS "authorId", q.text, q.asked_at AS "askedAt",
  q.answer, q.answered_at AS "answeredAt"`);

const LATEST_FIRST: ListOrder = { by: [['q.id', 'text']], direction: 'DESC' };

/** Of a project that the viewer sees: whoever asked is not hidden from them, nor has moderation hidden the question. */
const isShownQuestion = (viewerId: string) => sql`(q.author_id = ${viewerId}::text OR (
  NOT ${isHiddenPerson(sql`q.author_id`, sql`${viewerId}::text`)} AND NOT ${isHiddenContent(sql`q.id`)}))`;

/** Questions about projects, and their answers. */
export const createQuestionStore = (db: Sql) => ({
  /** In the order of the ids; null for those that the viewer may not see. */
  async visibleQuestions(viewerId: string, ids: readonly string[]): Promise<(ProjectQuestion | null)[]> {
    const rows = await db.$queryRaw<ProjectQuestion[]>`
      SELECT ${COLUMNS} FROM project_question AS q JOIN project AS p ON p.id = q.project_id
      WHERE q.id = ANY (${[...ids]}::text[]) AND ${isShownQuestion(viewerId)}
        AND ${isVisibleProject(sql`p`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Questions about each project, latest first; the caller has checked that the viewer may see the projects. */
  async questionPages(viewerId: string, request: PagesRequest<QuestionKey>): Promise<ProjectQuestion[][]> {
    return readPages<ProjectQuestion>(
      db,
      request,
      LATEST_FIRST,
      ({ parent, beyond, order }) => sql`
      SELECT ${COLUMNS} FROM project_question AS q
      WHERE q.project_id = ${parent} AND ${isShownQuestion(viewerId)} AND ${beyond} ${order}`,
    );
  },

  async insertQuestion(question: Omit<ProjectQuestion, 'answer' | 'answeredAt'>): Promise<void> {
    await db.$executeRaw`
      INSERT INTO project_question (id, project_id, author_id, text, asked_at)
      VALUES (${question.id}, ${question.projectId}, ${question.authorId}, ${question.text}, ${question.askedAt})`;
  },

  /** Stores an answer; whether it is the first. */
  async answerQuestion(id: string, answer: string, at: Date): Promise<boolean> {
    const [row] = await db.$queryRaw<{ isFirst: boolean }[]>`
      UPDATE project_question AS q SET answer = ${answer}, answered_at = coalesce(q.answered_at, ${at}::timestamptz)
      FROM (SELECT id, answer FROM project_question WHERE id = ${id} FOR UPDATE) AS before
      WHERE q.id = before.id RETURNING before.answer IS NULL AS "isFirst"`;
    return row?.isFirst ?? false;
  },

  async deleteQuestion(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM project_question WHERE id = ${id}`;
  },
});
