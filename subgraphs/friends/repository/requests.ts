import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { type Client, notBlocked } from './client.ts';

/** What has become of a request. */
export type FriendRequestStatus = 'REQUESTED' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED';

/** One person's wish to befriend another. */
export interface FriendRequest {
  readonly id: string;
  readonly senderId: string;
  readonly receiverId: string;
  readonly status: FriendRequestStatus;
  readonly createdAt: Date;
  /** When the status last changed. */
  readonly updatedAt: Date;
}

/** Selects requests of a list: by the side of the person, and by status. */
export interface RequestFilter {
  readonly personId: string;
  readonly direction: 'INCOMING' | 'OUTGOING';
  readonly status: FriendRequestStatus;
}

const BY_ID: ListOrder = { by: [['r.id', 'text']], direction: 'DESC' };

/** Reads of requests; a person sees their own, and none whose other person is suspended or has a block with them. */
export const createRequestReads = (db: Client) => ({
  /** In the order of `ids`; null for a request the viewer may not see. */
  async requests(viewerId: string, ids: readonly string[]): Promise<(FriendRequest | null)[]> {
    const rows = await db.$queryRaw<FriendRequest[]>`
      SELECT ${COLUMNS} FROM friend_request r
      WHERE r.id = ANY(${ids}::text[]) AND ${viewerId} IN (r.sender_id, r.receiver_id)
        AND ${BOTH_ARE_SHOWN}`;
    return inOrderOf(ids, rows, (row) => row.id);
  },

  /** A page, latest first, in reading order. */
  async requestPage(filter: RequestFilter, page: PageRequest<readonly [string]>): Promise<FriendRequest[]> {
    const { beyond, order } = pageClauses(BY_ID, page);
    return db.$queryRaw<FriendRequest[]>`
      SELECT ${COLUMNS} FROM friend_request r WHERE ${matching(filter)} AND ${beyond} ${order}`;
  },

  async requestCount(filter: RequestFilter): Promise<number> {
    const rows = await db.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM friend_request r WHERE ${matching(filter)}`;
    return rows[0]?.total ?? 0;
  },
});

const BOTH_ARE_SHOWN = sql`${notBlocked(sql`r.sender_id`, sql`r.receiver_id`)}
  AND NOT ${isSuspended(sql`r.sender_id`)} AND NOT ${isSuspended(sql`r.receiver_id`)}`;

const COLUMNS = sql`r.id, r.sender_id AS "senderId", r.receiver_id AS "receiverId", r.status,
  r.created_at AS "createdAt", r.updated_at AS "updatedAt"`;

function matching({ personId, direction, status }: RequestFilter): SqlFragment {
  const side = direction === 'INCOMING' ? sql`r.receiver_id` : sql`r.sender_id`;
  return sql`${side} = ${personId} AND r.status = ${status}
    AND ${BOTH_ARE_SHOWN}`;
}
