import type { Job } from '../../../runtime/subgraph/domain.ts';
import { type ExpiredPruneNeeds, pruneExpired } from '../operations/sessions/prune-expired.ts';
import { repeat } from './repeat.ts';

const HOUR_MS = 60 * 60_000;

/** Deletes expired rows every hour. */
export const forgetStaleHourly = (needs: ExpiredPruneNeeds): Job => ({
  name: 'forget-stale',
  run: (signal) => repeat(HOUR_MS, signal, () => pruneExpired(needs)),
});
