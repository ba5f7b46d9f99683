import type { Sql } from '../database/database.ts';
import { pruneKeys } from '../idempotency/delete-keys.ts';
import type { PeriodicJob } from '../jobs/job.ts';
import { pruneLongLogs, pruneOldEntries } from '../live/delete-log-entries.ts';
import { pruneRetainedRecords } from '../retention/retained-records.ts';
import { pruneSagas } from '../sagas/prune-sagas.ts';

const INTERVAL_MS = 60_000;

/** Deletes what has expired of the runtime's tables in the schema of a domain. */
export const pruneExpired = (sql: Sql, now: () => Date): PeriodicJob => ({
  name: 'prune-expired',
  everyMs: INTERVAL_MS,
  async run(signal) {
    while (!signal.aborted && !(await pruneKeys(sql, now())));
    while (!signal.aborted && !(await pruneSagas(sql, now())));
    while (!signal.aborted && !(await pruneRetainedRecords(sql, now())));
    while (!signal.aborted && !(await pruneOldEntries(sql, now())));
    while (!signal.aborted && !(await pruneLongLogs(sql)));
  },
});
