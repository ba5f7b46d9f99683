import type { Job } from '../../../runtime/subgraph/domain.ts';
import { type WatchNeeds, watchErasures } from '../operations/accounts/watch-erasures.ts';
import { repeat } from './repeat.ts';

const MINUTE_MS = 60_000;

/** Looks every minute whether each domain has erased who deleted their account. */
export const watchErasuresAlways = (needs: WatchNeeds): Job => ({
  name: 'watch-erasures',
  async run(signal) {
    try {
      await repeat(MINUTE_MS, signal, () => watchErasures(needs));
    } finally {
      // Another process watches from now on: what this one saw last must not stand for ever.
      needs.report([]);
    }
  },
});
