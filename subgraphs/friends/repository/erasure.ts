import type { Client } from './client.ts';

/** Maximum number of relationships erased per step. */
const PAIR_BATCH_SIZE = 200;

/** Erases people who have deleted their account. */
export const createErasure = (db: Client) => ({
  /** Deletes the person, so that nobody finds them any more. */
  async erasePerson(userId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM person WHERE user_id = ${userId}`;
  },

  /** A batch of the people who have a pair with the person; the pairs stay locked until the transaction ends. */
  async lockPairsOf(userId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ otherId: string }[]>`
      SELECT CASE user_low WHEN ${userId} THEN user_high ELSE user_low END AS "otherId" FROM pair
      WHERE user_low = ${userId} OR user_high = ${userId}
      ORDER BY user_low, user_high LIMIT ${PAIR_BATCH_SIZE} FOR UPDATE`;
    return rows.map(({ otherId }) => otherId);
  },

  /** Those of the others who see a friendship, an open request or a block of their own. */
  async concernedBy(userId: string, otherIds: readonly string[]): Promise<string[]> {
    const ids = [...otherIds];
    const rows = await db.$queryRaw<{ otherId: string }[]>`
      SELECT friend_id AS "otherId" FROM friendship WHERE user_id = ${userId} AND friend_id = ANY (${ids}::text[])
      UNION SELECT receiver_id FROM friend_request
        WHERE sender_id = ${userId} AND receiver_id = ANY (${ids}::text[]) AND status = 'REQUESTED'
      UNION SELECT sender_id FROM friend_request
        WHERE receiver_id = ${userId} AND sender_id = ANY (${ids}::text[]) AND status = 'REQUESTED'
      UNION SELECT user_id FROM block WHERE blocked_id = ${userId} AND user_id = ANY (${ids}::text[])`;
    return rows.map(({ otherId }) => otherId);
  },

  /** Erases all there is between the person and the others. */
  async erasePairs(userId: string, otherIds: readonly string[]): Promise<void> {
    const ids = [...otherIds];
    await db.$executeRaw`DELETE FROM friendship WHERE user_id = ${userId} AND friend_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM friendship WHERE friend_id = ${userId} AND user_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM friend_request WHERE sender_id = ${userId} AND receiver_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM friend_request WHERE receiver_id = ${userId} AND sender_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM block WHERE user_id = ${userId} AND blocked_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM block WHERE blocked_id = ${userId} AND user_id = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM pair WHERE user_low = ${userId} AND user_high = ANY (${ids}::text[])`;
    await db.$executeRaw`DELETE FROM pair WHERE user_high = ${userId} AND user_low = ANY (${ids}::text[])`;
  },
});
