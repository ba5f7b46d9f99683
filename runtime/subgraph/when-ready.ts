import { setTimeout } from 'node:timers/promises';
import { withTimeLimit } from '../resilience/time-limit.ts';
import type { OpenSubgraph } from './subgraph.ts';

const LIMIT_MS = 15_000;
const DATABASE_LIMIT_MS = 2_000;
const POLL_INTERVAL_MS = 50;

/**
 * Waits until these subgraphs have taken over other domains' facts, so that a process that says it is ready is. At most 15 s,
 * for another domain may be away longer, and not at all for one whose database cannot be used.
 */
export async function whenReady(subgraphs: readonly Pick<OpenSubgraph, 'checkDatabase' | 'ready'>[]): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  await Promise.all(
    subgraphs.map(async (subgraph) => {
      const isWaiting = async (): Promise<boolean> => {
        const check = withTimeLimit(DATABASE_LIMIT_MS, subgraph.checkDatabase());
        if (!(await check.then(isTrue, isFalse))) return false;
        return !(await subgraph.ready().then(isTrue, isFalse));
      };
      while ((await isWaiting()) && performance.now() < until) await setTimeout(POLL_INTERVAL_MS);
    }),
  );
}

const isTrue = (): boolean => true;
const isFalse = (): boolean => false;
