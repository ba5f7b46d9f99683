import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import type { Client } from './client.ts';

/** Relation of a person to the one who caused a notification of theirs. */
export interface Relation {
  /** Whether either blocks the other, or the other is suspended. */
  readonly isHidden: boolean;
  /** Whether a friendship of the two ended; false also for those that ended before this domain stored them. */
  readonly hasEnded: boolean;
  /** Whether the person followed the other and does not any more. */
  readonly hasUnfollowed: boolean;
}

/** The domain's own copies of friendships, blocks, follows and suspensions, and what follows from it. */
export function createRelations(db: Client) {
  return {
    /** Which of these things moderators have hidden or removed, in their order. */
    async hiddenSubjects(ids: readonly string[]): Promise<boolean[]> {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT subject.id FROM unnest(${[...new Set(ids)]}::text[]) AS subject (id) WHERE ${isHiddenContent(sql`subject.id`)}`;
      const hidden = new Set(rows.map(({ id }) => id));
      return ids.map((id) => hidden.has(id));
    },

    /** Relations of a person to others, in the order of `otherIds`. */
    async relationsWith(userId: string, otherIds: readonly string[]): Promise<Relation[]> {
      const rows = await db.$queryRaw<(Relation & { id: string })[]>`
        SELECT other.id,
          ${blockedBetween(sql`${userId}`, sql`other.id`)} OR ${isSuspended(sql`other.id`)} AS "isHidden",
          EXISTS (SELECT FROM friendship AS f WHERE f.user_id = ${userId} AND f.friend_id = other.id AND NOT f.is_active)
            AS "hasEnded",
          EXISTS (SELECT FROM follow AS o WHERE o.follower_id = ${userId} AND o.followee_id = other.id AND NOT o.is_active)
            AS "hasUnfollowed"
        FROM unnest(${[...new Set(otherIds)]}::text[]) AS other (id)`;
      const relations = new Map(rows.map(({ id, ...relation }) => [id, relation]));
      return otherIds.map((id) => relations.get(id) ?? { isHidden: false, hasEnded: false, hasUnfollowed: false });
    },
  };
}
