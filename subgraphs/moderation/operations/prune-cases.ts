import type { ModerationContext } from '../context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long a case stays after its last decision: twice as long as a decision can be appealed by a link. */
export const CASE_RETENTION_MS = 365 * DAY_MS;

/** Cases that one statement prunes. */
const BATCH_SIZE = 500;

interface Needs extends Pick<ModerationContext, 'now'> {
  readonly repository: Pick<ModerationContext['repository'], 'pruneCases'>;
}

/** Keeps copies of what was reported, reports and decided cases for a year. */
export async function pruneCases({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  const before = new Date(now().getTime() - CASE_RETENTION_MS);
  while ((await repository.pruneCases(before, BATCH_SIZE)) === BATCH_SIZE && !signal.aborted);
}
