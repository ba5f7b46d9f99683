import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { NotificationType } from '../events.ts';
import type { Client } from './client.ts';

/** An occurrence as administrators see it. */
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

const COLUMNS = sql`id AS "occurrenceId", type, template, status, batch_id AS "batchId", attempts, due_at AS "dueAt",
  last_error AS "lastError", created_at AS "createdAt"`;

/** After the prefix, which depends on the source of the occurrence, ids are in order of time. */
const BY_TIME: ListOrder = {
  by: [
    ['substr(id, 5)', 'text'],
    ['id', 'text'],
  ],
  direction: 'DESC',
};
const PREFIX_LENGTH = 4;

/** Occurrences that are pending or dead: those that have not reached all of their audience. */
export const createIncompleteOccurrences = (db: Client) => ({
  /** A page of those with this status, latest first; null: of all. */
  occurrencePage(
    status: NotificationOccurrence['status'] | null,
    { from, ...page }: PageRequest<readonly [string]>,
  ): Promise<NotificationOccurrence[]> {
    const { beyond, order } = pageClauses(BY_TIME, { ...page, from: from && [from[0].slice(PREFIX_LENGTH), from[0]] });
    return db.$queryRaw<NotificationOccurrence[]>`
      SELECT ${COLUMNS} FROM occurrence WHERE (${status}::text IS NULL OR status = ${status}) AND ${beyond} ${order}`;
  },

  /** Null when there is no such occurrence, or it has reached everybody. */
  async incompleteOccurrence(id: string): Promise<NotificationOccurrence | null> {
    const [row] = await db.$queryRaw<NotificationOccurrence[]>`SELECT ${COLUMNS} FROM occurrence WHERE id = ${id}`;
    return row ?? null;
  },

  /** Makes a dead occurrence pending again, due now; null when it was not dead. */
  async reviveOccurrence(id: string, now: Date): Promise<NotificationOccurrence | null> {
    const [row] = await db.$queryRaw<NotificationOccurrence[]>`
      UPDATE occurrence SET status = 'PENDING', attempts = 0, due_at = ${now}, lease = NULL
      WHERE id = ${id} AND status = 'DEAD' RETURNING ${COLUMNS}`;
    return row ?? null;
  },
});
