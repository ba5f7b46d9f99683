import type { Sql } from '../database/database.ts';

/** Sagas of a kind that are in one state. */
export interface SagaCount {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
  /** Since the first of them entered it. */
  readonly oldestSeconds: number;
}

/** Counts the sagas that run, by kind and state. */
export const countSagas = (sql: Sql, now: Date): PromiseLike<SagaCount[]> =>
  sql.$queryRaw<SagaCount[]>`
    SELECT kind, state, count(*)::int AS count,
      extract(epoch FROM ${now}::timestamptz - min(entered_at))::float AS "oldestSeconds"
    FROM saga WHERE ended_at IS NULL GROUP BY kind, state`;
