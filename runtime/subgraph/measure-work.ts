import type { Sql } from '../database/database.ts';
import type { Job } from '../jobs/job.ts';
import { countSagas } from '../sagas/count-sagas.ts';
import { createSagaMetrics } from '../sagas/saga-metrics.ts';
import { countWork } from '../work/count-work.ts';
import { createWorkMetrics } from '../work/work-metrics.ts';
import type { Host } from './host.ts';

const MEASURE_INTERVAL_MS = 15_000;

/** The gauges of a domain's queue and sagas: `job` updates them in the leader, `onRunning` in each process. */
export function measureWork(domain: string, sql: Sql, { metrics, now }: Pick<Host, 'metrics' | 'now'>) {
  const work = createWorkMetrics(metrics, domain);
  const sagas = createSagaMetrics(metrics, domain);
  const job: Job = {
    name: 'measure-work',
    everyMs: MEASURE_INTERVAL_MS,
    async run() {
      work.queue(await countWork(sql, now()));
      sagas(await countSagas(sql, now()));
    },
    onStop() {
      work.queue([]);
      sagas([]);
    },
  };
  return { job, onRunning: work.running };
}
