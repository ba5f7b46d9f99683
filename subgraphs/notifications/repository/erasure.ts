import type { Client } from './client.ts';

/** Rows that one statement erases. */
const AT_ONCE = 1_000;

/** Erasing who has deleted their account. */
export const createErasure = (db: Client) => ({
  /** Erases what a person has caused that is yet to be told, and takes them out of the audience of the rest. */
  async eraseOccurrences(userId: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM occurrence
      WHERE actor_id = ${userId} OR audience_key = ${userId} OR user_ids = ARRAY[${userId}]::text[]`;
    // The place in the audience moves back a little, behind nobody of another moment: ids begin with the time.
    await db.$executeRaw`
      UPDATE occurrence SET user_ids = array_remove(user_ids, ${userId}), reached_id = CASE reached_id
        WHEN ${userId} THEN left(reached_id, least(17, char_length(reached_id) - 1)) ELSE reached_id END
      WHERE ${userId} = ANY (user_ids) OR reached_id = ${userId}`;
  },

  /** Takes a person out of some notifications of others that they caused, with all that was said of them; true when none is left. */
  async eraseActor(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE notification AS n SET actor_id = NULL,
        data = (SELECT coalesce(jsonb_object_agg(name, '…'), '{}') FROM jsonb_object_keys(n.data) AS name)
      WHERE n.id IN (SELECT id FROM notification WHERE actor_id = ${userId} LIMIT ${AT_ONCE})`;
    return erased < AT_ONCE;
  },
});
