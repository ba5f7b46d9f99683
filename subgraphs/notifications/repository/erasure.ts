import type { Client } from './client.ts';

/** Maximum number of rows erased per statement. */
const BATCH_SIZE = 1_000;

/** Erases people who have deleted their account. */
export const createErasure = (db: Client) => ({
  /** Deletes the pending occurrences that a person caused, and removes the person from the audience of the others. */
  async eraseOccurrences(userId: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM occurrence
      WHERE actor_id = ${userId} OR audience_key = ${userId} OR user_ids = ARRAY[${userId}]::text[]`;
    // A position at this person moves to just before them; ids begin with the time, so that it skips nobody.
    await db.$executeRaw`
      UPDATE occurrence SET user_ids = array_remove(user_ids, ${userId}), reached_id = CASE reached_id
        WHEN ${userId} THEN left(reached_id, least(17, char_length(reached_id) - 1)) ELSE reached_id END
      WHERE ${userId} = ANY (user_ids) OR reached_id = ${userId}`;
  },

  /** Removes a person, and all texts about them, from a batch of the notifications they caused; true when none is left. */
  async eraseActor(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE notification AS n SET actor_id = NULL,
        data = (SELECT coalesce(jsonb_object_agg(name, '…'), '{}') FROM jsonb_object_keys(n.data) AS name)
      WHERE n.id IN (SELECT id FROM notification WHERE actor_id = ${userId} LIMIT ${BATCH_SIZE})`;
    return erased < BATCH_SIZE;
  },
});
