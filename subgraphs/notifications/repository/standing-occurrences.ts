import { Prisma } from '../../../prisma/generated/notifications/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { NotificationType } from '../events.ts';
import type { Client } from './client.ts';

/** An occurrence as those who run the place see it. */
export interface NotificationOccurrence {
  /** The occurrence's id. */
  readonly occurrenceId: string;
  readonly type: NotificationType;
  readonly template: string;
  readonly status: 'PENDING' | 'DEAD';
  readonly batchId: string | null;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

const STANDING = Prisma.sql`id AS "occurrenceId", type, template, status, batch_id AS "batchId", attempts, due_at AS "dueAt",
  last_error AS "lastError", created_at AS "createdAt"`;

/** Behind the prefix, which says who wrote it down, ids are in order of time. */
const BY_TIME: ListOrder = {
  by: [
    ['substr(id, 5)', 'text'],
    ['id', 'text'],
  ],
  direction: 'DESC',
};
const PREFIX_LENGTH = 4;

/** What still has to be brought to its audience, and what was given up. */
export const createStandingOccurrences = (db: Client) => ({
  /** A page, latest first, of those that stand like this; null: of all. */
  occurrencePage(
    status: NotificationOccurrence['status'] | null,
    { from, ...page }: PageRequest<readonly [string]>,
  ): Promise<NotificationOccurrence[]> {
    const { beyond, order } = pageClauses(BY_TIME, { ...page, from: from && [from[0].slice(PREFIX_LENGTH), from[0]] });
    return db.$queryRaw<NotificationOccurrence[]>`
      SELECT ${STANDING} FROM occurrence WHERE (${status}::text IS NULL OR status = ${status}) AND ${beyond} ${order}`;
  },

  /** As it stands; null when there is none such, or it has reached everybody. */
  async standingOccurrence(id: string): Promise<NotificationOccurrence | null> {
    const [row] = await db.$queryRaw<NotificationOccurrence[]>`SELECT ${STANDING} FROM occurrence WHERE id = ${id}`;
    return row ?? null;
  },

  /** Has an occurrence that was given up go on, now; null when it was not given up. */
  async reviveOccurrence(id: string, now: Date): Promise<NotificationOccurrence | null> {
    const [row] = await db.$queryRaw<NotificationOccurrence[]>`
      UPDATE occurrence SET status = 'PENDING', attempts = 0, due_at = ${now}, lease = NULL
      WHERE id = ${id} AND status = 'DEAD' RETURNING ${STANDING}`;
    return row ?? null;
  },
});
