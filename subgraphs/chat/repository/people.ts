import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';

/** What chat knows of people: the local copy of friendships and blocks, and when each was last seen. */
export function createPeopleStore(db: Prisma.TransactionClient) {
  return {
    /** Who of these is a friend of the viewer and on neither side of a block, by the local copy. */
    async friendsAmong(viewerId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
      const rows = await db.$queryRaw<{ friend_id: string }[]>`
        SELECT friend_id FROM friendship AS f WHERE user_id = ${viewerId} AND friend_id = ANY (${[...userIds]}) AND is_active
          AND NOT ${blockedBetween(sql`f.user_id`, sql`f.friend_id`)}`;
      return new Set(rows.map(({ friend_id }) => friend_id));
    },

    /**
     * When each of these was last seen, for those whose presence the viewer may see: the viewer, friends, and members of a
     * common direct conversation or group, unless one has blocked the other or the person is suspended. Null for a person
     * who was never online.
     */
    async lastSeen(viewerId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, Date | null>> {
      const viewer = sql`${viewerId}`;
      const rows = await db.$queryRaw<{ user_id: string; last_seen_at: Date | null }[]>`
        SELECT person.user_id, presence.last_seen_at FROM unnest(${[...userIds]}::text[]) AS person (user_id)
        LEFT JOIN presence ON presence.user_id = person.user_id
        WHERE person.user_id = ${viewerId} OR (
          NOT ${blockedBetween(viewer, sql`person.user_id`)} AND NOT ${isSuspended(sql`person.user_id`)}
          AND (${areFriends(viewer, sql`person.user_id`)}
            OR EXISTS (SELECT FROM member AS mine JOIN member AS theirs ON theirs.conversation_id = mine.conversation_id
              JOIN conversation AS c ON c.id = mine.conversation_id AND c.kind <> 'ROOM'
              WHERE mine.user_id = ${viewerId} AND theirs.user_id = person.user_id)))`;
      return new Map(rows.map((row) => [row.user_id, row.last_seen_at]));
    },

    /** Records that people are, or were until now, online. Rows are locked in the order of ids. */
    async touchPresences(userIds: readonly string[], at: Date): Promise<void> {
      await db.$executeRaw`
        INSERT INTO presence AS known (user_id, last_seen_at)
        SELECT DISTINCT user_id, ${at}::timestamptz FROM unnest(${[...userIds]}::text[]) AS online (user_id) ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`;
    },
  };
}
