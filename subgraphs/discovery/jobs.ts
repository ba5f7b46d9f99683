import type { Job } from '../../runtime/jobs/job.ts';
import type { DiscoveryContext } from './context.ts';
import { makeDailyPicks } from './operations/picks/make-daily-picks.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;
/** Where nobody suited anybody it is tried again. */
const PICK_INTERVAL_MS = 60 * SECOND_MS;

type Needs = Pick<DiscoveryContext, 'repository' | 'now' | 'cells'>;

/** Background work of the domain. */
export const jobsOf = ({ repository, now, cells }: Needs): readonly Job[] => [
  {
    name: 'count-impressions',
    everyMs: 5 * SECOND_MS,
    run: (signal) => inBatches(signal, repository.countImpressions),
  },
  {
    name: 'prune-impressions',
    everyMs: HOUR_MS,
    run: (signal) => inBatches(signal, () => repository.pruneImpressions(now())),
  },
  {
    name: 'make-daily-picks',
    everyMs: PICK_INTERVAL_MS,
    run: (signal) => makeDailyPicks({ repository, now, cells }, signal),
  },
  { name: 'count-answers', everyMs: HOUR_MS, run: (signal) => countAnswers({ repository, now }, signal) },
];

/** Repeats a step until it says that it was the last. */
async function inBatches(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted && !(await step()));
}

/** Goes through all people, a few at a time: whoever uses discovery meanwhile waits for no more than these. */
async function countAnswers(
  { repository, now }: Pick<Needs, 'repository' | 'now'>,
  signal: AbortSignal,
): Promise<void> {
  for (let after: string | null = ''; after !== null && !signal.aborted; )
    after = await repository.countAnswers(after, now());
}
