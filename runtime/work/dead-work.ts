import type { Sql } from '../database/database.ts';
import { lockKeys } from './lock-keys.ts';

/** An item that is not tried any more. */
export interface DeadWork {
  readonly id: string;
  readonly kind: string;
  readonly key: string | null;
  readonly attempts: number;
  readonly error: string;
  readonly failedAt: Date;
}

/** Dead letters, oldest first. */
export const deadWork = (sql: Sql): PromiseLike<DeadWork[]> =>
  sql.$queryRaw<DeadWork[]>`
    SELECT id, kind, key, attempts, coalesce(last_error, '') AS error, failed_at AS "failedAt"
    FROM work_item WHERE failed_at IS NOT NULL ORDER BY failed_at, id`;

/** Has dead letters tried again, behind the others of their keys; all of them when `id` is null. Returns how many. */
export async function retryDeadWork(sql: Sql, id: string | null, now: Date): Promise<number> {
  const dead = (await deadWork(sql)).filter((item) => id === null || item.id === id);
  for (const [kind, items] of Map.groupBy(dead, (item) => item.kind)) {
    await lockKeys(
      sql,
      kind,
      items.flatMap(({ key }) => key ?? []),
    );
  }
  return sql.$executeRaw`
    UPDATE work_item SET failed_at = NULL, failures = 0, due_at = ${now}, position = nextval('work_item_position_seq')
    WHERE failed_at IS NOT NULL AND id = ANY(${dead.map((item) => item.id)}::text[])`;
}

/** Removes a dead letter for good; false when there is none with this id. */
export async function dropDeadWork(sql: Sql, id: string): Promise<boolean> {
  return (await sql.$executeRaw`DELETE FROM work_item WHERE id = ${id} AND failed_at IS NOT NULL`) === 1;
}
