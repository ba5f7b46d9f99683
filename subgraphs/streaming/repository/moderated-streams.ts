import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';

/** A stream as moderators read it. */
interface ReportedStream {
  /** Null after the host has deleted their account. */
  readonly hostId: string | null;
  readonly title: string;
  readonly startedAt: Date;
}

/** What moderators read of streams, and do with them. */
export const createModeratedStreams = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Whoever may see it, live or ended. */
  async reportedStream(id: string): Promise<ReportedStream | null> {
    const [row] = await db.$queryRaw<ReportedStream[]>`
      SELECT host_id AS "hostId", title, started_at AS "startedAt" FROM live_stream WHERE id = ${id}`;
    return row ?? null;
  },

  async clearTitle(id: string): Promise<void> {
    await db.$executeRaw`UPDATE live_stream SET title = '' WHERE id = ${id}`;
  },
});
