import type { Quota, Quotas } from './quota.ts';

interface Counter {
  count: number;
  /** By `performance.now()`. */
  readonly lapsesAt: number;
}

/** From this number on, counters that have lapsed are dropped now and then. */
const SWEEP_SIZE = 10_000;

/** Counters of this process alone. */
export function createMemoryQuotas(): Quotas {
  const counters = new Map<string, Counter>();
  let sweepAt = SWEEP_SIZE;
  const find = (key: string): Counter | undefined => {
    const counter = counters.get(key);
    return counter !== undefined && counter.lapsesAt > performance.now() ? counter : undefined;
  };
  const sweep = (): void => {
    if (counters.size < sweepAt) return;
    for (const key of counters.keys()) if (find(key) === undefined) counters.delete(key);
    sweepAt = Math.max(SWEEP_SIZE, counters.size * 2);
  };
  const waitFor = ({ key, limit, tightened }: Quota): number => {
    const counter = find(key);
    const isTight = tightened !== undefined && (find(tightened.by)?.count ?? 0) >= tightened.from;
    const most = isTight ? tightened.limit : limit;
    if (counter === undefined || most === null || counter.count < most) return 0;
    return Math.ceil(counter.lapsesAt - performance.now());
  };
  return {
    async reserve(quotas) {
      const wait = Math.max(0, ...quotas.map(waitFor));
      if (wait > 0) return wait;
      sweep();
      for (const { key, windowMs } of quotas) {
        const counter = find(key) ?? { count: 0, lapsesAt: performance.now() + windowMs };
        counter.count += 1;
        counters.set(key, counter);
      }
      return 0;
    },
    async release(keys) {
      for (const counter of keys.map(find)) if (counter !== undefined && counter.count > 0) counter.count -= 1;
    },
    async clear(keys) {
      for (const key of keys) counters.delete(key);
    },
  };
}
