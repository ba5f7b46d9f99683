import type { Collection } from '../../../runtime/personal-data/collections.ts';
import type { Client } from './client.ts';

/** Between the two parts of a key; neither types nor channels hold it. */
const SEPARATOR = '/';

/**
 * What this domain keeps about a person beside the texts told to them, for them to have a copy of.
 *
 * Left out: Notification (its texts are made when they are read: see the operation `exportTexts`), Occurrence, InboxHead,
 * Digest, SendingKey, Mention (they put notifications together and order them, and are of no meaning beside them);
 * Friendship, Block (copies of what the friends domain gives).
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
  {
    name: 'preferences',
    async read(userId, after) {
      const row = after === '' ? await db.preferences.findUnique({ where: { userId }, omit: { userId: true } }) : null;
      return row === null ? [] : [{ key: userId, record: row }];
    },
  },
  {
    name: 'choices',
    async read(userId, after, limit) {
      const [type = '', channel = ''] = after.split(SEPARATOR);
      const rows = await db.choice.findMany({
        where: { userId, OR: [{ type: { gt: type } }, { type, channel: { gt: channel } }] },
        orderBy: [{ type: 'asc' }, { channel: 'asc' }],
        take: limit,
        omit: { userId: true },
      });
      return rows.map((record) => ({ key: `${record.type}${SEPARATOR}${record.channel}`, record }));
    },
  },
  {
    name: 'devices',
    async read(userId, after, limit) {
      const rows = await db.device.findMany({
        where: { userId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        // Neither keys nor addresses: who has those can send to the device.
        select: { id: true, kind: true, name: true, createdAt: true },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
  {
    name: 'topics',
    async read(userId, after, limit) {
      const rows = await db.topicFollower.findMany({
        where: { userId, topic: { gt: after } },
        orderBy: { topic: 'asc' },
        take: limit,
        select: { topic: true, since: true },
      });
      return rows.map((record) => ({ key: record.topic, record }));
    },
  },
  {
    name: 'templates',
    async read(createdBy, after, limit) {
      const rows = await db.template.findMany({
        where: { createdBy, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
        omit: { createdBy: true },
      });
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
];
