import type { Job } from '../../runtime/jobs/job.ts';
import type { ModerationContext } from './context.ts';
import { pruneCases } from './operations/prune-cases.ts';

const HOUR_MS = 60 * 60_000;

/** Background work of the domain. */
export const jobsOf = (needs: Pick<ModerationContext, 'repository' | 'now'>): readonly Job[] => [
  { name: 'prune-cases', everyMs: HOUR_MS, run: (signal) => pruneCases(needs, signal) },
];
