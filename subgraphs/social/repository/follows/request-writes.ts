import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenPerson } from '../people/people-sql.ts';
import type { FollowRequest } from './follow.ts';
import type { FollowPair } from './follow-writes.ts';
import { REQUEST_COLUMNS } from './request-reads.ts';

/** Sends and settles requests to follow. */
export const createRequestWrites = (db: Sql) => ({
  async addFollowRequest({ id, senderId, receiverId, notify, weight, createdAt }: FollowRequest): Promise<void> {
    await db.$executeRaw`
      INSERT INTO follow_request (id, sender_id, receiver_id, status, notify, weight, created_at)
      VALUES (${id}, ${senderId}, ${receiverId}, 'REQUESTED', ${notify}, ${weight}, ${createdAt}::timestamptz)`;
  },

  /** Changes what the follow of a request will have. */
  async changeFollowRequest(id: string, notify: boolean, weight: number): Promise<void> {
    await db.$executeRaw`UPDATE follow_request SET notify = ${notify}, weight = ${weight} WHERE id = ${id}`;
  },

  /** Some of the requests that wait for a person, oldest first. */
  async waitingRequests(receiverId: string, limit: number): Promise<Pick<FollowRequest, 'id' | 'senderId'>[]> {
    return db.$queryRaw<Pick<FollowRequest, 'id' | 'senderId'>[]>`
      SELECT id, sender_id AS "senderId" FROM follow_request
      WHERE receiver_id = ${receiverId} AND status = 'REQUESTED' ORDER BY id LIMIT ${limit}`;
  },

  /** Settles those of the requests that wait; returns them. Those of people who are hidden from the receiver are taken back. */
  async settleFollowRequests(
    ids: readonly string[],
    status: 'ACCEPTED' | 'REJECTED',
    at: Date,
  ): Promise<FollowRequest[]> {
    return db.$queryRaw<FollowRequest[]>`
      UPDATE follow_request AS r SET settled_at = ${at}::timestamptz,
        status = CASE WHEN ${isHiddenPerson(sql`r.sender_id`, sql`r.receiver_id`)} THEN 'CANCELLED' ELSE ${status} END
      WHERE r.id = ANY (${[...ids]}::text[]) AND r.status = 'REQUESTED'
      RETURNING ${REQUEST_COLUMNS}`;
  },

  /** Takes back the requests of these pairs that wait; how many there were. */
  async cancelFollowRequests(pairs: readonly FollowPair[], at: Date): Promise<number> {
    return db.$executeRaw`
      UPDATE follow_request AS r SET status = 'CANCELLED', settled_at = ${at}::timestamptz
      FROM unnest(${pairs.map(({ followerId }) => followerId)}::text[], ${pairs.map(({ followeeId }) => followeeId)}::text[])
        AS gone (sender_id, receiver_id)
      WHERE r.sender_id = gone.sender_id AND r.receiver_id = gone.receiver_id AND r.status = 'REQUESTED'`;
  },
});
