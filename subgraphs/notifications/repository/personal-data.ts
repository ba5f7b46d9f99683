import type { Collection } from '../../../runtime/personal-data/collections.ts';
import type { Client } from './client.ts';

/**
 * What this domain keeps about a person beside what its Prisma schema marks: what went to them over which channels.
 *
 * Notification has its texts made when they are read: see the operation `exportTexts`.
 */
export const notificationsData = (db: Client): readonly Collection[] => [
  {
    name: 'deliveries',
    async read(userId, after, limit) {
      const rows = await db.delivery.findMany({
        where: { notification: { userId }, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        select: {
          id: true,
          notificationId: true,
          channel: true,
          deviceId: true,
          status: true,
          createdAt: true,
          sentAt: true,
        },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
];
