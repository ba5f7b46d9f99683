import { sql } from '../../../runtime/database/sql-fragment.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import type { Client } from './client.ts';

/** The local copy of registered people. */
export const createKnownPeople = (db: Client) => ({
  /** Stores people; again is harmless. */
  async addPeople(userIds: readonly string[], now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO person (user_id, known_since) SELECT user_id, ${now}::timestamptz FROM unnest(${[...userIds]}::text[]) AS user_id
      ON CONFLICT (user_id) DO NOTHING`;
  },

  /** Whether the local copy has the person, and not as suspended; false does not prove that they do not exist. */
  async knowsPerson(userId: string): Promise<boolean> {
    const rows = await db.$queryRaw<unknown[]>`
        SELECT 1 FROM person WHERE user_id = ${userId} AND NOT ${isSuspended(sql`${userId}`)}`;
    return rows.length > 0;
  },
});
