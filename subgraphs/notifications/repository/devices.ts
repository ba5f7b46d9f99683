import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { Client } from './client.ts';

export type DeviceKind = 'WEB_PUSH' | 'WEBHOOK' | 'TELEGRAM';

/** A browser, chat or webhook that receives a person's notifications. */
export interface NotificationDevice {
  readonly id: string;
  readonly userId: string;
  readonly kind: DeviceKind;
  readonly name: string | null;
  /** Identifies the browser, chat or webhook: a browser and a chat belong to one person at a time. */
  readonly uniqueKey: string;
  /** An address, or a chat; null until a chat is linked. */
  readonly endpoint: string | null;
  readonly p256dh: string | null;
  readonly auth: string | null;
  readonly createdAt: Date;
}

const COLUMNS = sql`id, user_id AS "userId", kind, name, place AS "uniqueKey", endpoint, p256dh, auth, created_at AS "createdAt"`;

/** Stores the devices of people and the topics that they follow. */
export const createDeviceStore = (db: Client) => ({
  /** Stores a device. The same `uniqueKey` is the same device and belongs to the person who registered it last. */
  async saveDevice(device: NotificationDevice): Promise<NotificationDevice> {
    const [row] = await db.$queryRaw<NotificationDevice[]>`
      INSERT INTO device AS d (id, user_id, kind, name, place, endpoint, p256dh, auth, created_at)
      VALUES (${device.id}, ${device.userId}, ${device.kind}, ${device.name}, ${device.uniqueKey}, ${device.endpoint},
        ${device.p256dh}, ${device.auth}, ${device.createdAt})
      ON CONFLICT (place) DO UPDATE SET name = excluded.name, p256dh = excluded.p256dh, auth = excluded.auth,
        -- Another person's device is another device: what was on its way to the first must not reach the second.
        id = CASE WHEN d.user_id = excluded.user_id THEN d.id ELSE excluded.id END,
        created_at = CASE WHEN d.user_id = excluded.user_id THEN d.created_at ELSE excluded.created_at END,
        user_id = excluded.user_id
      RETURNING ${COLUMNS}`;
    return row ?? device;
  },

  /** The latest first. */
  devicesOf: (userId: string): Promise<NotificationDevice[]> =>
    db.$queryRaw<NotificationDevice[]>`SELECT ${COLUMNS} FROM device WHERE user_id = ${userId} ORDER BY id DESC`,

  /** In the order of `ids`; null for a device that is not the viewer's. */
  async devices(viewerId: string, ids: readonly string[]): Promise<(NotificationDevice | null)[]> {
    const rows = await db.$queryRaw<NotificationDevice[]>`
      SELECT ${COLUMNS} FROM device WHERE id = ANY(${[...ids]}::text[]) AND user_id = ${viewerId}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Deletes a device and returns it; null when it is not that person's. */
  async removeDevice(userId: string, id: string): Promise<NotificationDevice | null> {
    const [row] = await db.$queryRaw<NotificationDevice[]>`
      DELETE FROM device WHERE id = ${id} AND user_id = ${userId} RETURNING ${COLUMNS}`;
    return row ?? null;
  },

  /**
   * Links the chat to the device that has waited under `linkKey` since `after` or later, and unlinks it from any other
   * person. False when no device waits.
   */
  async linkChat(linkKey: string, chatId: string, after: Date): Promise<boolean> {
    const waiting = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM device WHERE place = ${linkKey} AND endpoint IS NULL AND created_at >= ${after} FOR UPDATE`;
    const [device] = waiting;
    if (device === undefined) return false;
    await db.$executeRaw`DELETE FROM device WHERE place = ${`telegram:${chatId}`}`;
    await db.$executeRaw`UPDATE device SET place = ${`telegram:${chatId}`}, endpoint = ${chatId} WHERE id = ${device.id}`;
    return true;
  },

  /** Deletes a person's expired links. */
  async dropStaleLinks(userId: string, before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM device WHERE user_id = ${userId} AND endpoint IS NULL AND created_at < ${before}`;
  },

  /** In alphabetical order. */
  async topicsOf(userId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ topic: string }[]>`
      SELECT topic FROM topic_follower WHERE user_id = ${userId} ORDER BY topic`;
    return rows.map(({ topic }) => topic);
  },

  async followTopic(userId: string, topic: string, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO topic_follower (topic, user_id, since) VALUES (${topic}, ${userId}, ${now}) ON CONFLICT DO NOTHING`;
  },

  async unfollowTopic(userId: string, topic: string): Promise<void> {
    await db.$executeRaw`DELETE FROM topic_follower WHERE topic = ${topic} AND user_id = ${userId}`;
  },

  /** At most `limit` followers after a person, in the order of ids. */
  async followersAfter(topic: string, after: string | null, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      SELECT user_id AS "userId" FROM topic_follower WHERE topic = ${topic} AND user_id > ${after ?? ''}
      ORDER BY user_id LIMIT ${limit}`;
    return rows.map(({ userId }) => userId);
  },
});
