import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

/** Between the two parts of a key; no id holds it. */
const SEPARATOR = '/';

/**
 * What this domain keeps about a person, for them to have a copy of.
 *
 * Left out: Friendship, Block (copies of what the friends domain keeps and hands out itself).
 */
export const streamingData = (db: PrismaClient | Prisma.TransactionClient): readonly Collection[] => [
  {
    name: 'streams',
    async read(hostId, after, limit) {
      const rows = await db.liveStream.findMany({
        where: { hostId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        // The hash of a secret, and a counter that orders a log.
        omit: { hostId: true, streamKeyHash: true, statusSequence: true },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
  {
    name: 'viewings',
    async read(userId, after, limit) {
      const [stream = '', session = ''] = after.split(SEPARATOR);
      const rows = await db.streamViewer.findMany({
        where: { userId, OR: [{ streamId: { gt: stream } }, { streamId: stream, sessionId: { gt: session } }] },
        orderBy: [{ streamId: 'asc' }, { sessionId: 'asc' }],
        take: limit,
        omit: { userId: true },
      });
      return rows.map((record) => ({ key: `${record.streamId}${SEPARATOR}${record.sessionId}`, record }));
    },
  },
];
