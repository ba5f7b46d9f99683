import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { areHidden, type DecisionKind } from './pairs.ts';

/** What one person decided about another. */
export interface DiscoveryDecision {
  readonly id: string;
  readonly userId: string;
  readonly otherId: string;
  readonly kind: DecisionKind;
  readonly comment: string | null;
  readonly decidedAt: Date;
}

/** A decision that is a like, as the person who sent it sees it. */
export type DiscoveryLike = DiscoveryDecision;

/** A decision to be stored. */
export interface DecisionDraft extends DiscoveryDecision {
  readonly photoId: string | null;
  readonly promptId: string | null;
  /** Until then the other is not shown again; null: never again. */
  readonly hiddenUntil: Date | null;
}

const COLUMNS = sql`d.id, d.user_id AS "userId", d.other_id AS "otherId", d.kind, d.comment, d.decided_at AS "decidedAt"`;

const LATEST_FIRST: ListOrder = { by: [['d.id', 'text']], direction: 'DESC' };

/** Stores and finds what people decide. */
export const createDecisionStore = (db: Prisma.TransactionClient) => ({
  /** Stores a decision in the place of an earlier one of the same person about the same person. */
  async saveDecision(draft: DecisionDraft): Promise<void> {
    const { id, userId, otherId, kind, comment, photoId, promptId, decidedAt, hiddenUntil } = draft;
    await db.$executeRaw`
      INSERT INTO discovery_decision (id, user_id, other_id, kind, comment, photo_id, prompt_id, decided_at, hidden_until)
      VALUES (${id}, ${userId}, ${otherId}, ${kind}, ${comment}, ${photoId}, ${promptId}, ${decidedAt}, ${hiddenUntil})
      ON CONFLICT (user_id, other_id) DO UPDATE SET id = excluded.id, kind = excluded.kind, comment = excluded.comment,
        photo_id = excluded.photo_id, prompt_id = excluded.prompt_id, decided_at = excluded.decided_at,
        hidden_until = excluded.hidden_until`;
  },

  /** The latest decision of a person; null when they have made none, or it was erased or taken back. */
  async latestDecision(userId: string): Promise<DiscoveryDecision | null> {
    const [row] = await db.$queryRaw<DiscoveryDecision[]>`
      SELECT ${COLUMNS} FROM discovery_decision AS d WHERE d.user_id = ${userId} ORDER BY d.id DESC LIMIT 1`;
    return row ?? null;
  },

  async deleteDecision(id: string): Promise<void> {
    await db.$executeRaw`DELETE FROM discovery_decision WHERE id = ${id}`;
  },

  /** Deletes the likes between two people; what they passed over stays. */
  async deleteLikesBetween(one: string, other: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM discovery_decision
      WHERE (user_id, other_id) IN ((${one}, ${other}), (${other}, ${one})) AND kind IN ('LIKE', 'SUPERLIKE')`;
  },

  /** A page of the viewer's decisions, of one kind or all, latest first. Without people who are gone or hidden from them. */
  async decisionPage(
    viewerId: string,
    kind: DecisionKind | null,
    page: PageRequest<readonly [string]>,
  ): Promise<DiscoveryDecision[]> {
    const { beyond, order } = pageClauses(LATEST_FIRST, page);
    const isAsked = kind === null ? sql`TRUE` : sql`d.kind = ${kind}`;
    return db.$queryRaw<DiscoveryDecision[]>`
      SELECT ${COLUMNS} FROM discovery_decision AS d JOIN discovery_person AS o ON o.user_id = d.other_id
      WHERE d.user_id = ${viewerId} AND ${isAsked} AND NOT ${areHidden(sql`d.user_id`, sql`d.other_id`)}
        AND ${beyond} ${order}`;
  },

  /** The viewer's own decisions, in the order of `ids`. */
  async ownDecisions(viewerId: string, ids: readonly string[]): Promise<(DiscoveryDecision | null)[]> {
    const rows = await db.$queryRaw<DiscoveryDecision[]>`
      SELECT ${COLUMNS} FROM discovery_decision AS d WHERE d.id = ANY (${[...ids]}::text[]) AND d.user_id = ${viewerId}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Those of `otherIds` whom the viewer may see. */
  async visiblePeople(viewerId: string, otherIds: readonly string[]): Promise<({ readonly id: string } | null)[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT o.user_id AS id FROM discovery_person AS o
      WHERE o.user_id = ANY (${[...otherIds]}::text[]) AND NOT ${areHidden(sql`${viewerId}`, sql`o.user_id`)}`;
    return inOrderOf(otherIds, rows, ({ id }) => id);
  },
});
