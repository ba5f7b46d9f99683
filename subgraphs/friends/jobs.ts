import type { Job } from '../../runtime/jobs/job.ts';
import { type PruneNeeds, pruneChanges } from './operations/prune-changes.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** Background work of the domain. */
export const jobsOf = (needs: PruneNeeds): readonly Job[] => [
  { name: 'prune-changes', everyMs: HOUR_MS, run: (signal) => pruneChanges(needs, signal) },
];
