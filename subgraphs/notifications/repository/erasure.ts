import { createRelationStore } from '../../../runtime/relations/relation-store.ts';
import type { Client } from './client.ts';

/** Rows that one statement erases. */
const AT_ONCE = 1_000;

/** Erasing who has deleted their account. */
export const createErasure = (db: Client) => ({
  /** Erases some of the copied friendships and blocks of a person; true when none are left. */
  async eraseRelations(userId: string): Promise<boolean> {
    const { eraseFriendships, eraseBlocks } = createRelationStore(db);
    const friendshipsGone = await eraseFriendships(userId);
    return (await eraseBlocks(userId)) && friendshipsGone;
  },

  /** Erases how and where a person was to be told, and what they sent by; texts that they made stay without their maker. */
  async eraseListener(userId: string): Promise<void> {
    await db.device.deleteMany({ where: { userId } });
    await db.preferences.deleteMany({ where: { userId } });
    await db.choice.deleteMany({ where: { userId } });
    await db.topicFollower.deleteMany({ where: { userId } });
    await db.mention.deleteMany({ where: { userId } });
    await db.sendingKey.deleteMany({ where: { senderId: userId } });
    await db.template.updateMany({ where: { createdBy: userId }, data: { createdBy: null } });
  },

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

  /** Erases some of a person's inbox, with each delivery and digest of it; true when none is left. */
  async eraseInbox(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE user_id = ${userId} LIMIT ${AT_ONCE})`;
    if (erased === AT_ONCE) return false;
    await db.digest.deleteMany({ where: { userId } });
    await db.inboxHead.deleteMany({ where: { userId } });
    return true;
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
