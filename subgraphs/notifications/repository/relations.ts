import { createRelationStore } from '../../../runtime/relations/relation-store.ts';
import type { Client } from './client.ts';

/** Relation of a person to the one who caused a notification of theirs. */
export interface Relation {
  /** Whether either blocks the other. */
  readonly isBlocked: boolean;
  /** Whether a friendship of the two ended; false also for those that ended before this domain stored them. */
  readonly hasEnded: boolean;
}

/** The domain's own copy of friendships and blocks, and what follows from it. */
export function createRelations(db: Client) {
  const { noteFriendship, noteBlock } = createRelationStore(db);
  return {
    noteFriendship,
    noteBlock,

    /** Relations of a person to others, in the order of `otherIds`. */
    async relationsWith(userId: string, otherIds: readonly string[]): Promise<Relation[]> {
      const rows = await db.$queryRaw<(Relation & { id: string })[]>`
        SELECT other.id,
          EXISTS (SELECT FROM block AS b WHERE b.is_active AND (b.blocker_id = ${userId} AND b.blocked_id = other.id
            OR b.blocker_id = other.id AND b.blocked_id = ${userId})) AS "isBlocked",
          EXISTS (SELECT FROM friendship AS f WHERE f.user_id = ${userId} AND f.friend_id = other.id AND NOT f.is_active)
            AS "hasEnded"
        FROM unnest(${[...new Set(otherIds)]}::text[]) AS other (id)`;
      const relations = new Map(rows.map(({ id, ...relation }) => [id, relation]));
      return otherIds.map((id) => relations.get(id) ?? { isBlocked: false, hasEnded: false });
    },
  };
}
