import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** Reads the local copy of blocks. */
export const createBlockReads = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** For each viewer who has a block with some of these people, in either direction: which of them. One statement. */
  async blocksAmong(
    people: readonly string[],
    viewerIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const rows = await db.$queryRaw<{ viewerId: string; personId: string }[]>`
      SELECT blocked_id AS "viewerId", blocker_id AS "personId" FROM block
      WHERE is_active AND blocker_id = ANY(${[...people]}::text[]) AND blocked_id = ANY(${[...viewerIds]}::text[])
      UNION
      SELECT blocker_id, blocked_id FROM block
      WHERE is_active AND blocked_id = ANY(${[...people]}::text[]) AND blocker_id = ANY(${[...viewerIds]}::text[])`;
    const groups = Map.groupBy(rows, ({ viewerId }) => viewerId);
    return new Map([...groups].map(([viewerId, pairs]) => [viewerId, new Set(pairs.map(({ personId }) => personId))]));
  },
});
