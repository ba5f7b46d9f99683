import { sql } from '../../../runtime/database/sql-fragment.ts';

/** What a delivery is read by: its columns, and the joins that they need, for the row `d`. */
export const DELIVERY_ROW = {
  columns: sql`d.id, d.notification_id AS "notificationId", d.user_id AS "userId", d.channel,
    d.device_id AS "deviceId", d.status, d.attempts, d.due_at AS "dueAt", d.last_error AS "lastError",
    d.sent_at AS "sentAt", d.created_at AS "createdAt", t.name AS template, n.batch_id AS "batchId"`,
  joins: sql`JOIN notification n ON n.id = d.notification_id JOIN template t ON t.id = n.template_id`,
} as const;
