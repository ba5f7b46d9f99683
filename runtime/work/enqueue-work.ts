import type { Sql } from '../database/database.ts';
import type { Signals } from '../live/signals.ts';
import { newId } from '../operations/ids.ts';
import { lockKeys } from './lock-keys.ts';
import type { WorkType } from './work-type.ts';

/** Topic of the signal that a domain has work. */
export const workTopic = (domain: string): string => `${domain}.work`;

const PRIORITIES = { high: 0, normal: 1, low: 2 } as const;

/** One item of a kind, and when it is to be done. */
export interface WorkDraft<Payload> {
  readonly payload: Payload;
  /** An id of its own, so that it is added at most once while it waits; by default a new one. */
  readonly id?: string;
  /** Items with the same key are worked on one after another, in the order in which they were added; by default in any order. */
  readonly key?: string;
  /** `high` before `normal` before `low`, however long these wait; by default `normal`. */
  readonly priority?: keyof typeof PRIORITIES;
  /** By default at once. */
  readonly dueAt?: Date;
}

/**
 * Adds items in the transaction of the effect that calls for them, in this order. Items with keys lock those until the
 * transaction ends, so add them last. Call `notifyWork` after the commit; without it they wait for the next poll.
 */
export async function enqueueWork<Payload extends object>(
  sql: Sql,
  type: WorkType<Payload>,
  drafts: readonly WorkDraft<Payload>[],
  now: Date,
): Promise<void> {
  await lockKeys(
    sql,
    type.kind,
    drafts.flatMap(({ key }) => (key === undefined ? [] : [key])),
  );
  const items = drafts.map(({ payload, id = newId('wrk', now), key = null, priority = 'normal', dueAt = now }) => ({
    id,
    key,
    payload,
    priority: PRIORITIES[priority],
    due: dueAt.toISOString(),
  }));
  await sql.$executeRaw`
    INSERT INTO work_item (id, kind, key, payload, priority, due_at, created_at)
    SELECT item->>'id', ${type.kind}, item->>'key', item->'payload', (item->>'priority')::smallint,
      (item->>'due')::timestamptz, ${now}
    FROM jsonb_array_elements(${JSON.stringify(items)}::jsonb) WITH ORDINALITY AS i(item, nth) ORDER BY nth
    ON CONFLICT (id) DO NOTHING`;
}

/** The queue as a part of a domain's store: what is enqueued is to be done once the transaction is committed. */
export const createWorkQueue = (sql: Sql) => ({
  enqueueWork: <Payload extends object>(
    type: WorkType<Payload>,
    drafts: readonly WorkDraft<Payload>[],
    now: Date,
  ): Promise<void> => enqueueWork(sql, type, drafts, now),
});

/** Signals the processes of a domain, after the commit, that there is work. */
export const notifyWork = (signals: Pick<Signals, 'notify'>, domain: string): Promise<void> =>
  signals.notify(workTopic(domain), {});
