import type { Job } from '../../../runtime/subgraph/domain.ts';
import { type WatchNeeds, watchErasures } from '../operations/accounts/watch-erasures.ts';
import { repeat } from './repeat.ts';

const MINUTE_MS = 60_000;

/** Checks every minute for domains that have not erased deleted users. */
export const watchErasuresAlways = (needs: WatchNeeds): Job => ({
  name: 'watch-erasures',
  async run(signal) {
    try {
      await repeat(MINUTE_MS, signal, () => watchErasures(needs));
    } finally {
      // Another process takes over: the last values of this one must not stay in its metrics.
      needs.report([]);
    }
  },
});
