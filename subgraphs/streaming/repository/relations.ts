import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** The local copy of friendships and blocks, from events of the friends domain. */
export const createRelationStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  async addFriendship(one: string, other: string): Promise<void> {
    await db.$executeRaw`
      INSERT INTO friendship (user_id, friend_id) VALUES (${one}, ${other}), (${other}, ${one}) ON CONFLICT DO NOTHING`;
  },

  async removeFriendship(one: string, other: string): Promise<void> {
    await db.$executeRaw`
      DELETE FROM friendship
      WHERE (user_id = ${one} AND friend_id = ${other}) OR (user_id = ${other} AND friend_id = ${one})`;
  },

  async addBlock(userId: string, blockedId: string): Promise<void> {
    await db.$executeRaw`
      INSERT INTO block (user_id, blocked_id) VALUES (${userId}, ${blockedId}) ON CONFLICT DO NOTHING`;
  },

  async removeBlock(userId: string, blockedId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM block WHERE user_id = ${userId} AND blocked_id = ${blockedId}`;
  },

  /** For each viewer who has a block with some of these people, in either direction: which of them. One statement. */
  async blocksAmong(
    people: readonly string[],
    viewerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const rows = await db.$queryRaw<{ viewerId: string; personId: string }[]>`
      SELECT blocked_id AS "viewerId", user_id AS "personId" FROM block
      WHERE user_id = ANY(${[...people]}::text[]) AND blocked_id = ANY(${[...viewerIds]}::text[])
      UNION
      SELECT user_id, blocked_id FROM block
      WHERE blocked_id = ANY(${[...people]}::text[]) AND user_id = ANY(${[...viewerIds]}::text[])`;
    const groups = Map.groupBy(rows, ({ viewerId }) => viewerId);
    return new Map([...groups].map(([viewerId, pairs]) => [viewerId, new Set(pairs.map(({ personId }) => personId))]));
  },
});
