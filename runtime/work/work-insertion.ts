import { type SqlFragment, sql } from '../database/sql-fragment.ts';
import { newId } from '../operations/ids.ts';
import type { WorkType } from './work-type.ts';

const ALWAYS = sql`TRUE`;
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
 * The statement that adds items, for one that adds their cause too, `when` that holds. It locks no keys: they must be new,
 * such as the id of what is added with them.
 */
export function workInsertion<Payload extends object>(
  type: WorkType<Payload>,
  drafts: readonly WorkDraft<Payload>[],
  now: Date,
  when = ALWAYS,
): SqlFragment {
  const items = drafts.map(({ payload, id = newId('wrk', now), key = null, priority = 'normal', dueAt = now }) => ({
    id,
    key,
    payload,
    priority: PRIORITIES[priority],
    due: dueAt.toISOString(),
  }));
  return sql`
    INSERT INTO work_item (id, kind, key, payload, priority, due_at, created_at)
    SELECT item->>'id', ${type.kind}, item->>'key', item->'payload', (item->>'priority')::smallint,
      (item->>'due')::timestamptz, ${now}
    FROM jsonb_array_elements(${JSON.stringify(items)}::jsonb) WITH ORDINALITY AS i(item, nth) WHERE ${when} ORDER BY nth
    ON CONFLICT (id) DO NOTHING`;
}
