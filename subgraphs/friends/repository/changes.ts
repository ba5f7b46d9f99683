import type { DurableLog } from '../../../runtime/live/durable-log.ts';
import { createLogStore, createStoredLog } from '../../../runtime/live/stored-log.ts';
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

/** What an entry says of the friendship. */
interface ChangeData {
  /** The request received; null in the log of friendships. */
  readonly requestId: string | null;
  /** What the owner sees the friendship become; null in the log of requests. */
  readonly status: FriendshipStatus | null;
}

/** A new entry for one of a person's logs. */
export interface Change extends ChangeData {
  readonly ownerId: string;
  readonly stream: ChangeStream;
  /** Null after that person has deleted their account. */
  readonly otherId: string | null;
}

/** A stored entry. Its sequence counts 1, 2, 3 … per owner and stream. */
export interface LoggedChange extends Omit<Change, 'ownerId' | 'stream'> {
  readonly sequence: number;
}

const LOGS = {
  REQUESTS: 'friends.requests' satisfies (typeof REQUESTS_LOG)['name'],
  FRIENDSHIPS: 'friends.friendships' satisfies (typeof FRIENDSHIPS_LOG)['name'],
} as const;

const logOf = (db: Client, stream: ChangeStream): DurableLog<LoggedChange> =>
  createStoredLog<ChangeData, LoggedChange>(db, {
    name: LOGS[stream],
    entryOf: ({ sequence, people: [otherId = null], data }) => ({ sequence, otherId, ...data }),
  });

/** Each person's logs. */
export const createChangeLog = (db: Client) => ({
  requestLog: logOf(db, 'REQUESTS'),
  friendshipLog: logOf(db, 'FRIENDSHIPS'),

  /** Adds entries. The heads of the logs stay locked until the transaction ends. */
  recordChanges: (changes: readonly Change[], now: Date): Promise<void> =>
    createLogStore(db).appendToLogs(
      changes.map(({ ownerId: key, stream, otherId, ...data }) => ({
        log: LOGS[stream],
        key,
        people: [otherId],
        data,
      })),
      now,
    ),

  /** When the owner received requests from `senderId` after `since`: the latest first, at most `limit`. */
  async requestsReceived(ownerId: string, senderId: string, since: Date, limit: number): Promise<Date[]> {
    const rows = await db.$queryRaw<{ createdAt: Date }[]>`
      SELECT created_at AS "createdAt" FROM log_entry
      WHERE log = ${LOGS.REQUESTS} AND key = ${ownerId} AND people @> ARRAY[${senderId}]::text[] AND created_at > ${since}
      ORDER BY created_at DESC LIMIT ${limit}`;
    return rows.map(({ createdAt }) => createdAt);
  },
});
