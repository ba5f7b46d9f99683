import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import type { ContractRole } from './contract.ts';
import type { ContractReview } from './contract-review.ts';

const NEWEST_FIRST: ListOrder = { by: [['r.id', 'text']], direction: 'DESC' };

const COLUMNS = rawSql(`r.id, r.contract_id AS "contractId", r.author_id AS "authorId", r.subject_id AS "subjectId",
  r.subject_role AS "subjectRole", r.rating, r.text, r.private_note AS "privateNote", r.created_at AS "createdAt",
  r.shown_at AS "shownAt"`);

/** SQL: whether a viewer may see the review `r`: their own, or one that is shown and of nobody who is hidden from them. */
const isVisibleReview = (viewerId: string) => sql`(r.author_id = ${viewerId} OR r.shown_at IS NOT NULL
  AND NOT ${isHiddenContent(sql`r.id`)}
  AND (r.author_id IS NULL OR NOT ${isSuspended(sql`r.author_id`)} AND NOT ${blockedBetween(sql`${viewerId}::text`, sql`r.author_id`)})
  AND NOT ${isSuspended(sql`r.subject_id`)} AND NOT ${blockedBetween(sql`${viewerId}::text`, sql`r.subject_id`)})`;

/** What the parties of contracts say of each other. */
export const createReviewStore = (db: Sql) => ({
  /** Reviews that a viewer may see, in the order of the ids; null for others. */
  async visibleReviews(viewerId: string, ids: readonly string[]): Promise<(ContractReview | null)[]> {
    const rows = await db.$queryRaw<ContractReview[]>`
      SELECT ${COLUMNS} FROM contract_review AS r WHERE r.id = ANY (${[...ids]}::text[]) AND ${isVisibleReview(viewerId)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The reviews of contracts that a viewer may see. */
  reviewsOfContracts: (viewerId: string, contractIds: readonly string[]): PromiseLike<ContractReview[]> =>
    db.$queryRaw<ContractReview[]>`
      SELECT ${COLUMNS} FROM contract_review AS r
      WHERE r.contract_id = ANY (${[...contractIds]}::text[]) AND ${isVisibleReview(viewerId)} ORDER BY r.id`,

  /** What is shown of each person to a viewer, newest first. */
  reviewPages(
    viewerId: string,
    role: ContractRole | null,
    request: PagesRequest<readonly [string]>,
  ): Promise<ContractReview[][]> {
    return readPages<ContractReview>(
      db,
      request,
      NEWEST_FIRST,
      ({ parent, beyond, order }) => sql`
        SELECT ${COLUMNS} FROM contract_review AS r
        WHERE r.subject_id = ${parent} AND r.shown_at IS NOT NULL AND (${role}::text IS NULL OR r.subject_role = ${role})
          AND ${isVisibleReview(viewerId)} AND ${beyond} ${order}`,
    );
  },

  /** Whoever may see it; null when there is none. */
  async findReview(id: string): Promise<ContractReview | null> {
    const [review] = await db.$queryRaw<
      ContractReview[]
    >`SELECT ${COLUMNS} FROM contract_review AS r WHERE r.id = ${id}`;
    return review ?? null;
  },

  /** The reviews of a locked contract, until the transaction ends. */
  lockReviews: (contractId: string): PromiseLike<ContractReview[]> => db.$queryRaw<ContractReview[]>`
    SELECT ${COLUMNS} FROM contract_review AS r WHERE r.contract_id = ${contractId} ORDER BY r.id FOR UPDATE OF r`,

  async addReview(review: ContractReview): Promise<void> {
    const { id, contractId, authorId, subjectId, subjectRole, rating, text, privateNote, createdAt } = review;
    await db.$executeRaw`
      INSERT INTO contract_review (id, contract_id, author_id, subject_id, subject_role, rating, text, private_note, created_at)
      VALUES (${id}, ${contractId}, ${authorId}, ${subjectId}, ${subjectRole}, ${rating}, ${text}, ${privateNote}, ${createdAt})`;
  },

  /** Contracts that ended before `endedBefore` and have reviews that are not shown. */
  async hiddenReviews(endedBefore: Date, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT c.id FROM contract_review AS r JOIN contract AS c ON c.id = r.contract_id
      WHERE r.shown_at IS NULL AND c.ended_at <= ${endedBefore} ORDER BY c.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** Shows the reviews of contracts, and counts their ratings from then on: each once. */
  async showReviews(contractIds: readonly string[], now: Date): Promise<void> {
    await db.$executeRaw`
      WITH shown AS (
        UPDATE contract_review SET shown_at = ${now}
        WHERE contract_id = ANY (${[...contractIds]}::text[]) AND shown_at IS NULL
        RETURNING subject_id, subject_role, rating
      )
      INSERT INTO user_rating AS known (user_id, role, count, total)
      SELECT subject_id, subject_role, count(*)::int, sum(rating)::int FROM shown WHERE subject_id IS NOT NULL
      GROUP BY subject_id, subject_role ORDER BY subject_id, subject_role
      ON CONFLICT (user_id, role) DO UPDATE
      SET count = known.count + excluded.count, total = known.total + excluded.total`;
  },

  /** Removes a review for good, and what it counted. */
  async removeReview(id: string): Promise<void> {
    await db.$executeRaw`
      WITH removed AS (
        DELETE FROM contract_review WHERE id = ${id} RETURNING subject_id, subject_role, rating, shown_at
      )
      UPDATE user_rating AS known SET count = known.count - 1, total = known.total - removed.rating
      FROM removed
      WHERE removed.shown_at IS NOT NULL AND known.user_id = removed.subject_id AND known.role = removed.subject_role`;
  },
});
