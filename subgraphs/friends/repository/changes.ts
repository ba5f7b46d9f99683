import { createTableLog } from '../../../runtime/live/table-log.ts';
import type { FRIENDSHIPS_LOG, REQUESTS_LOG } from '../events.ts';
import type { Client } from './client.ts';

/** Which of a person's two logs: requests received, or friendships changed. */
export type ChangeStream = 'REQUESTS' | 'FRIENDSHIPS';

/** How one person sees a friendship with another. */
export type FriendshipStatus =
  | 'NONE'
  | 'REQUESTED_BY_VIEWER'
  | 'REQUESTED_BY_USER'
  | 'FRIENDS'
  | 'REJECTED'
  | 'BLOCKED';

/** A new entry for one of a person's logs. */
export interface Change {
  readonly ownerId: string;
  readonly stream: ChangeStream;
  /** Null after that person has deleted their account. */
  readonly otherId: string | null;
  /** The request received; null in the log of friendships. */
  readonly requestId: string | null;
  /** What the owner sees the friendship become; null in the log of requests. */
  readonly status: FriendshipStatus | null;
}

/** A stored entry. Its sequence counts 1, 2, 3 … per owner and stream. */
export interface LoggedChange extends Change {
  readonly sequence: number;
}

type LogName = (typeof REQUESTS_LOG | typeof FRIENDSHIPS_LOG)['name'];

const logOf = (db: Client, name: LogName, stream: ChangeStream) =>
  createTableLog<LoggedChange, LoggedChange>(db, {
    name,
    entries: {
      table: 'change',
      key: 'owner_id',
      columns: 'owner_id AS "ownerId", stream, sequence, other_id AS "otherId", request_id AS "requestId", status',
    },
    heads: { table: 'change_head', key: 'owner_id', sequence: 'sequence' },
    only: `stream = '${stream}'`,
    entryOf: ({ ownerId, stream, sequence, otherId, requestId, status }) => ({
      ...{ ownerId, stream, sequence, otherId, requestId, status },
    }),
  });

/** Each person's logs. Sequences are assigned under a lock of the counter row: in commit order, without gaps. */
export const createChangeLog = (db: Client) => ({
  requestLog: logOf(db, 'friends.requests', 'REQUESTS'),
  friendshipLog: logOf(db, 'friends.friendships', 'FRIENDSHIPS'),

  /** Adds entries, at most one per owner and stream. The counters stay locked until the transaction ends. */
  async recordChanges(changes: readonly Change[], now: Date): Promise<void> {
    if (changes.length === 0) return;
    // Sorted, so that transactions that share two people lock their counters in one order and cannot deadlock.
    await db.$executeRaw`
      WITH news AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
          AS n("ownerId" text, stream text, "otherId" text, "requestId" text, status text)
      ), head AS (
        INSERT INTO change_head (owner_id, stream, sequence)
        SELECT "ownerId", stream, 1 FROM news ORDER BY "ownerId", stream
        ON CONFLICT (owner_id, stream) DO UPDATE SET sequence = change_head.sequence + 1
        RETURNING owner_id, stream, sequence
      )
      INSERT INTO change (owner_id, stream, sequence, other_id, request_id, status, created_at)
      SELECT h.owner_id, h.stream, h.sequence, n."otherId", n."requestId", n.status, ${now}
      FROM head h JOIN news n ON n."ownerId" = h.owner_id AND n.stream = h.stream`;
  },

  /** When the owner received requests from `senderId` after `since`: the latest first, at most `limit`. */
  async requestsReceived(ownerId: string, senderId: string, since: Date, limit: number): Promise<Date[]> {
    const rows = await db.$queryRaw<{ createdAt: Date }[]>`
      SELECT created_at AS "createdAt" FROM change
      WHERE owner_id = ${ownerId} AND stream = 'REQUESTS' AND other_id = ${senderId} AND created_at > ${since}
      ORDER BY created_at DESC LIMIT ${limit}`;
    return rows.map(({ createdAt }) => createdAt);
  },
});
