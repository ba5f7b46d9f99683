import type { Sql } from '../database/database.ts';
import { newId } from '../operations/ids.ts';
import { enqueueWork } from '../work/enqueue-work.ts';
import { insertSaga, type LockedSaga, wakeSagaRow } from './saga-table.ts';
import type { SagaType } from './saga-type.ts';
import { sagaWork } from './saga-work.ts';

/** A saga to begin. */
interface SagaDraft<Data> {
  readonly subject: string;
  readonly data: Data;
  /** When its first step runs, unless it is woken: at once by default. */
  readonly at?: Date;
}

/**
 * Begins a saga in the transaction of what calls for it; false when the subject has one of this kind, which goes on
 * unchanged. Call `notifyWork` after the commit.
 */
export async function beginSaga<State extends string, Data extends object>(
  sql: Sql,
  { kind, first }: SagaType<State, Data>,
  { subject, data, at }: SagaDraft<Data>,
  now: Date,
): Promise<boolean> {
  const saga = { id: newId('saga', now), kind, subject, state: first, data };
  if (!(await insertSaga(sql, saga, now))) return false;
  await scheduleStep(sql, { ...saga, version: 0, wakes: 0 }, at ?? now, now);
  return true;
}

/**
 * Has a saga that waits run its step now, in the transaction of what it waits for; false when none runs. Call `notifyWork`
 * after the commit.
 */
export const wakeSaga = (
  sql: Sql,
  { kind }: Pick<SagaType<string, object>, 'kind'>,
  subject: string,
  now: Date,
): Promise<boolean> => wakeSagaRow(sql, kind, subject, now);

/** Sagas as a part of a domain's store. */
export const createSagaStore = (sql: Sql) => ({
  beginSaga: <State extends string, Data extends object>(
    type: SagaType<State, Data>,
    draft: SagaDraft<Data>,
    now: Date,
  ): Promise<boolean> => beginSaga(sql, type, draft, now),
  wakeSaga: (type: Pick<SagaType<string, object>, 'kind'>, subject: string, now: Date): Promise<boolean> =>
    wakeSaga(sql, type, subject, now),
});

/** Adds the work item that runs the saga's step, under the id of the saga. */
export const scheduleStep = (sql: Sql, saga: Omit<LockedSaga, 'endedAt'>, dueAt: Date, now: Date): Promise<void> =>
  enqueueWork(sql, sagaWork(saga.kind), [{ id: saga.id, payload: saga, dueAt }], now);
