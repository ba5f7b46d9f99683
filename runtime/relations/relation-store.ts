import type { Sql } from '../database/database.ts';
import type { BlockFact } from './block-events.ts';
import type { FriendshipFact } from './friendship-events.ts';

/**
 * Writes a domain's own copy of friendships and blocks, in its tables `friendship` and `block`. A row changes only when
 * the fact is not older than it, so that an event that is handled late cannot revive what has ended.
 */
export function createRelationStore(db: Sql) {
  return {
    /**
     * Records that friendships began or ended; of one that is named several times, the latest. Returns the facts by which
     * two people are friends now and were not, or the reverse.
     */
    async noteFriendships(facts: readonly FriendshipFact[], isActive: boolean): Promise<readonly FriendshipFact[]> {
      const { people, others, times } = columnsOf(
        facts.flatMap(({ userIds: [one, other], at }) => [
          [one, other, at],
          [other, one, at],
        ]),
      );
      const rows = await db.$queryRaw<{ user_id: string; friend_id: string }[]>`
        WITH noted AS (
          INSERT INTO friendship AS copy (user_id, friend_id, is_active, changed_at, confirmed_at)
          SELECT user_id, friend_id, ${isActive}, max(at), now()
          FROM unnest(${people}::text[], ${others}::text[], ${times}::timestamptz[]) AS f(user_id, friend_id, at)
          GROUP BY user_id, friend_id ORDER BY user_id, friend_id
          ON CONFLICT (user_id, friend_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
            is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
            changed_at = greatest(copy.changed_at, excluded.changed_at)
          RETURNING user_id, friend_id, is_active
        )
        SELECT user_id, friend_id FROM noted LEFT JOIN friendship AS before USING (user_id, friend_id)
        WHERE noted.is_active <> coalesce(before.is_active, false)`;
      const changed = new Set(rows.map((row) => `${row.user_id} ${row.friend_id}`));
      return facts.filter(({ userIds: [one, other] }) => changed.has(`${one} ${other}`));
    },

    /** Records that people blocked others, or removed the blocks; of one that is named several times, the latest. */
    async noteBlocks(facts: readonly BlockFact[], isActive: boolean): Promise<void> {
      const { people, others, times } = columnsOf(facts.map(({ userId, blockedId, at }) => [userId, blockedId, at]));
      await db.$executeRaw`
        INSERT INTO block AS copy (blocker_id, blocked_id, is_active, changed_at, confirmed_at)
        SELECT blocker_id, blocked_id, ${isActive}, max(at), now()
        FROM unnest(${people}::text[], ${others}::text[], ${times}::timestamptz[]) AS f(blocker_id, blocked_id, at)
        GROUP BY blocker_id, blocked_id ORDER BY blocker_id, blocked_id
        ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
          is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,
          changed_at = greatest(copy.changed_at, excluded.changed_at)`;
    },

    /** Ends the friendships that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedFriendships(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE friendship SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },

    /** Ends the blocks that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedBlocks(startedAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE block SET is_active = false WHERE is_active AND confirmed_at < ${startedAt}`;
    },
  };
}

/** Rows of a person, another person and a time, as the arrays that one statement unnests. */
const columnsOf = (rows: readonly (readonly [string, string, string])[]) => ({
  people: rows.map(([person]) => person),
  others: rows.map(([, other]) => other),
  times: rows.map(([, , at]) => at),
});
