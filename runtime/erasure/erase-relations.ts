import type { Sql } from '../database/database.ts';

/** Friendships or blocks that one statement erases. */
const BATCH_SIZE = 1_000;

/** Erases some of a person's copied friendships, in both directions; true when none are left. */
export async function eraseFriendships(db: Sql, userId: string): Promise<boolean> {
  const friends = await db.$queryRaw<{ id: string }[]>`
    SELECT friend_id AS id FROM friendship WHERE user_id = ${userId} LIMIT ${BATCH_SIZE}`;
  const ids = friends.map(({ id }) => id);
  await db.$executeRaw`DELETE FROM friendship WHERE user_id = ${userId} AND friend_id = ANY (${ids}::text[])`;
  await db.$executeRaw`DELETE FROM friendship WHERE friend_id = ${userId} AND user_id = ANY (${ids}::text[])`;
  return ids.length < BATCH_SIZE;
}

/** Erases some of the copied blocks by and of a person; true when none are left. */
export async function eraseBlocks(db: Sql, userId: string): Promise<boolean> {
  const erased = await db.$executeRaw`
    DELETE FROM block WHERE (blocker_id, blocked_id) IN (
      SELECT blocker_id, blocked_id FROM block WHERE blocker_id = ${userId} OR blocked_id = ${userId}
      LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}

/** Erases some of the copied follows by and of a person; true when none are left. */
export async function eraseFollows(db: Sql, userId: string): Promise<boolean> {
  const erased = await db.$executeRaw`
    DELETE FROM follow WHERE (follower_id, followee_id) IN (
      SELECT follower_id, followee_id FROM follow WHERE follower_id = ${userId} OR followee_id = ${userId}
      LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}

/** Deletes the copy of a user's suspension. */
export async function eraseSuspension(db: Sql, userId: string): Promise<void> {
  await db.$executeRaw`DELETE FROM suspension WHERE user_id = ${userId}`;
}
