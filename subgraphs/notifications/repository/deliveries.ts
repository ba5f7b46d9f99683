import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { ChannelName } from '../events.ts';
import type { Client } from './client.ts';
import { DELIVERY_ROW } from './delivery-row.ts';

type DeliveryStatus = 'PENDING' | 'HELD' | 'SENT' | 'SKIPPED' | 'DEAD';

/** One notification on its way over one channel to one device or address. */
export interface NotificationDelivery {
  readonly id: string;
  readonly notificationId: string;
  readonly userId: string;
  readonly channel: ChannelName;
  /** Empty where the channel has one address per person. */
  readonly deviceId: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastError: string | null;
  readonly sentAt: Date | null;
  readonly createdAt: Date;
  readonly template: string;
  readonly batchId: string | null;
}

/** A delivery to be stored. IN_APP has its effect in the same transaction, so it is SENT at once. */
export type DeliveryDraft = Pick<
  NotificationDelivery,
  'id' | 'notificationId' | 'userId' | 'channel' | 'deviceId' | 'status' | 'createdAt'
>;

/** What a list of deliveries leaves out; null leaves out nothing. */
export interface DeliveryFilter {
  readonly status: DeliveryStatus | null;
  readonly channel: ChannelName | null;
  readonly userId: string | null;
  readonly batchId: string | null;
}

/** What has become of an attempt. `dueAt` counts for PENDING only. */
export interface Settlement {
  readonly status: Exclude<DeliveryStatus, 'HELD'>;
  readonly at: Date;
  readonly error: string | null;
  /** False when nothing was sent, so that the attempt does not count. */
  readonly counts: boolean;
}

const BY_ID: ListOrder = { by: [['d.id', 'text']], direction: 'DESC' };

/** The queue of what is to be sent, and what came of it. */
export const createDeliveryStore = (db: Client) => ({
  async addDeliveries(drafts: readonly DeliveryDraft[]): Promise<void> {
    if (drafts.length === 0) return;
    await db.$executeRaw`
      INSERT INTO delivery (id, notification_id, user_id, channel, device_id, status, due_at, sent_at, created_at)
      SELECT d.id, d."notificationId", d."userId", d.channel, d."deviceId", d.status, d."createdAt",
        CASE WHEN d.status = 'SENT' THEN d."createdAt" END, d."createdAt"
      FROM jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) AS d(id text, "notificationId" text, "userId" text,
        channel text, "deviceId" text, status text, "createdAt" timestamptz)`;
  },

  /** Stores the outcome of an attempt, unless another worker has the lease by now. */
  async settleDelivery(id: string, lease: string, { status, at, error, counts }: Settlement): Promise<boolean> {
    const settled = await db.$executeRaw`
      UPDATE delivery SET status = ${status}, lease = NULL, last_error = ${error}, due_at = ${at},
        sent_at = CASE WHEN ${status} = 'SENT' THEN ${at}::timestamptz END,
        attempts = attempts - ${counts ? 0 : 1}
      WHERE id = ${id} AND lease = ${lease} AND status = 'PENDING'`;
    return settled === 1;
  },

  /** Makes a delivery that was given up wait for its next attempt, now; false when it was not given up. */
  async reviveDelivery(id: string, now: Date): Promise<boolean> {
    const revived = await db.$executeRaw`
      UPDATE delivery SET status = 'PENDING', attempts = 0, due_at = ${now}, lease = NULL, digest_id = NULL WHERE id = ${id} AND status = 'DEAD'`;
    return revived === 1;
  },

  /** In the order of `ids`. */
  async deliveries(ids: readonly string[]): Promise<(NotificationDelivery | null)[]> {
    const rows = await db.$queryRaw<NotificationDelivery[]>`
      SELECT ${DELIVERY_ROW.columns} FROM delivery d ${DELIVERY_ROW.joins} WHERE d.id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page, latest first. */
  deliveryPage(
    { status, channel, userId, batchId }: DeliveryFilter,
    page: PageRequest<readonly [string]>,
  ): Promise<NotificationDelivery[]> {
    const { beyond, order } = pageClauses(BY_ID, page);
    return db.$queryRaw<NotificationDelivery[]>`
      SELECT ${DELIVERY_ROW.columns} FROM delivery d ${DELIVERY_ROW.joins}
      WHERE (${status}::text IS NULL OR d.status = ${status}) AND (${channel}::text IS NULL OR d.channel = ${channel})
        AND (${userId}::text IS NULL OR d.user_id = ${userId}) AND (${batchId}::text IS NULL OR n.batch_id = ${batchId})
        AND ${beyond} ${order}`;
  },
});
