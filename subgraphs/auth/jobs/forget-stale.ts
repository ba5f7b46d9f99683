import type { Job } from '../../../runtime/subgraph/domain.ts';
import { forgetStale, type SweepingNeeds } from '../operations/sessions/prune-expired.ts';
import { repeat } from './repeat.ts';

const HOUR_MS = 60 * 60_000;

/** Deletes what has lapsed, every hour. */
export const forgetStaleHourly = (needs: SweepingNeeds): Job => ({
  name: 'forget-stale',
  run: (signal) => repeat(HOUR_MS, signal, () => forgetStale(needs)),
});
