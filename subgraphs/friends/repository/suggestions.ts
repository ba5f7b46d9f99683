import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { Client } from './client.ts';

/** Somebody the viewer may know, and through how many friends. */
export interface Suggestion {
  readonly userId: string;
  readonly mutualFriendCount: number;
}

/** Which page of a person's suggestions. */
export interface SuggestionPage {
  /** The suggestion to continue after; null for the first page. */
  readonly from: readonly [mutualFriendCount: number, userId: string] | null;
  readonly limit: number;
  /** Pairs with a rejection after this instant are left out. */
  readonly rejectedSince: Date;
}

/** Number of latest friends considered, of the viewer and of each friend. Limits the work to 62,500 rows. */
const MAX_FRIENDS = 250;

/** Friends of friends. */
export const createSuggestions = (db: Client) => ({
  /**
   * Friends of the viewer's friends, most mutual friends first, then by id, in one statement. Left out: friends, whoever
   * has an open request with the viewer, in either direction, a block in either direction, or a fresh rejection.
   */
  suggestions: (viewerId: string, { from, limit, rejectedSince }: SuggestionPage): Promise<Suggestion[]> =>
    db.$queryRaw<Suggestion[]>`
      WITH own AS MATERIALIZED (
        SELECT f.friend_id FROM friendship f WHERE f.user_id = ${viewerId} ORDER BY f.id DESC LIMIT ${MAX_FRIENDS}
      ), candidate AS (
        SELECT theirs.friend_id AS user_id, count(*)::int AS mutual
        FROM own CROSS JOIN LATERAL (
          SELECT f.friend_id FROM friendship f WHERE f.user_id = own.friend_id ORDER BY f.id DESC LIMIT ${MAX_FRIENDS}
        ) AS theirs
        GROUP BY theirs.friend_id
      )
      SELECT c.user_id AS "userId", c.mutual AS "mutualFriendCount" FROM candidate c
      WHERE c.user_id <> ${viewerId} ${from === null ? sql`` : behind(from)}
        AND c.user_id NOT IN (${unfit(viewerId, rejectedSince)})
      ORDER BY c.mutual DESC, c.user_id LIMIT ${limit}`,
});

const behind = ([mutualFriendCount, userId]: NonNullable<SuggestionPage['from']>) => sql`
  AND (c.mutual < ${mutualFriendCount} OR (c.mutual = ${mutualFriendCount} AND c.user_id > ${userId}))`;

/** People who are not to be suggested. Read once a statement, not once a candidate. */
const unfit = (viewerId: string, rejectedSince: Date) => sql`
  SELECT f.friend_id FROM friendship f WHERE f.user_id = ${viewerId}
  UNION ALL SELECT s.user_id FROM suspension s WHERE s.is_active AND (s.until IS NULL OR s.until > now())
  UNION ALL SELECT b.blocked_id FROM block b WHERE b.user_id = ${viewerId}
  UNION ALL SELECT b.user_id FROM block b WHERE b.blocked_id = ${viewerId}
  UNION ALL SELECT r.receiver_id FROM friend_request r WHERE r.sender_id = ${viewerId} AND ${stands(rejectedSince)}
  UNION ALL SELECT r.sender_id FROM friend_request r WHERE r.receiver_id = ${viewerId} AND ${stands(rejectedSince)}`;

const stands = (rejectedSince: Date) => sql`
  r.status IN ('REQUESTED', 'REJECTED') AND (r.status = 'REQUESTED' OR r.updated_at > ${rejectedSince})`;
