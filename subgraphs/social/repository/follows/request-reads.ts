import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql, type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { createStoredLog } from '../../../../runtime/live/stored-log.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import type { FOLLOW_REQUEST_LOG } from '../../events.ts';
import { isHiddenPerson } from '../people/people-sql.ts';
import type { FollowRequest } from './follow.ts';

export const FOLLOW_REQUEST_LOG_NAME = 'social.follow-requests' satisfies (typeof FOLLOW_REQUEST_LOG)['name'];

/** What an entry of the log of requests says. Its sender is the first of `people`. */
export interface RequestEntry {
  readonly requestId: string;
}

/** Whose requests are listed. */
export type RequestDirection = 'INCOMING' | 'OUTGOING';

/** The columns of `FollowRequest`, of the row `r`. */
export const REQUEST_COLUMNS: SqlFragment =
  rawSql(`r.id, r.sender_id AS "senderId", r.receiver_id AS "receiverId", r.status,
  r.notify, r.weight, r.created_at AS "createdAt"`);

const SENDER = sql`r.sender_id`;
const RECEIVER = sql`r.receiver_id`;

const BY_ID: ListOrder = { by: [['r.id', 'text']], direction: 'DESC' };

/** Requests to follow, as their two people see them. */
export const createRequestReads = (db: Sql) => ({
  /** In the order of the ids; null for those of others, and of people who are hidden from the viewer. */
  async followRequests(viewerId: string, ids: readonly string[]): Promise<(FollowRequest | null)[]> {
    const rows = await db.$queryRaw<FollowRequest[]>`
      SELECT ${REQUEST_COLUMNS} FROM follow_request AS r
      WHERE r.id = ANY (${[...ids]}::text[]) AND ((r.sender_id = ${viewerId} AND ${isShown(RECEIVER, viewerId)})
        OR (r.receiver_id = ${viewerId} AND ${isShown(SENDER, viewerId)}))`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Those that wait, latest first. */
  async followRequestPage(
    viewerId: string,
    direction: RequestDirection,
    page: PageRequest<readonly [string]>,
  ): Promise<FollowRequest[]> {
    const { beyond, order } = pageClauses(BY_ID, page);
    const [own, other] = direction === 'INCOMING' ? [RECEIVER, SENDER] : [SENDER, RECEIVER];
    return db.$queryRaw<FollowRequest[]>`
      SELECT ${REQUEST_COLUMNS} FROM follow_request AS r
      WHERE ${own} = ${viewerId} AND r.status = 'REQUESTED' AND ${isShown(other, viewerId)} AND ${beyond} ${order}`;
  },

  /** The log of each person's incoming requests: the key is their id. */
  followRequestLog: createStoredLog<RequestEntry, RequestEntry>(db, {
    name: FOLLOW_REQUEST_LOG_NAME,
    entryOf: ({ data: { requestId } }) => ({ requestId }),
  }),
});

const isShown = (person: SqlFragment, viewerId: string): SqlFragment =>
  sql`NOT ${isHiddenPerson(person, sql`${viewerId}::text`)}`;
