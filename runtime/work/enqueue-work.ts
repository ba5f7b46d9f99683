import type { Sql } from '../database/database.ts';
import type { Signals } from '../live/signals.ts';
import { lockKeys } from './lock-keys.ts';
import { type WorkDraft, workInsertion } from './work-insertion.ts';
import type { WorkType } from './work-type.ts';

/** Topic of the signal that a domain has work. */
export const workTopic = (domain: string): string => `${domain}.work`;

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
  await sql.$executeRaw`${workInsertion(type, drafts, now)}`;
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
