import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';
import { type Client, notBlocked } from './client.ts';

interface RequestRow {
  readonly id: string;
  readonly direction: 'OUTGOING' | 'INCOMING';
  readonly userId: string;
  readonly status: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Personal data beside what the Prisma schema marks: the requests that the person may see, so that a missing one does not
 * disclose who blocked them.
 */
export const friendsData = (db: Client): readonly Collection[] => [
  {
    name: 'friendRequests',
    async read(userId, after, limit) {
      const side = (direction: string, mine: SqlFragment, theirs: SqlFragment) => sql`(
        SELECT r.id, ${direction}::text AS direction, ${theirs} AS "userId", r.status, r.created_at AS "createdAt", r.updated_at AS "updatedAt"
        FROM friend_request r
        WHERE ${mine} = ${userId} AND r.id > ${after} AND ${notBlocked(sql`r.sender_id`, sql`r.receiver_id`)}
        ORDER BY r.id LIMIT ${limit})`;
      const [sender, receiver] = [sql`r.sender_id`, sql`r.receiver_id`];
      const rows = await db.$queryRaw<RequestRow[]>`
        SELECT * FROM (${side('OUTGOING', sender, receiver)} UNION ALL ${side('INCOMING', receiver, sender)}) AS r
        ORDER BY id LIMIT ${limit}`;
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
];
