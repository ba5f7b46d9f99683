import type { Redis } from 'ioredis';
import { createMemoryQuotas } from './memory-quotas.ts';
import { defineQuotaCommands } from './quota-scripts.ts';

/** A counter and how far it may go before it lapses. */
export interface Quota {
  readonly key: string;
  /** How long after the first count it begins again. */
  readonly windowMs: number;
  /** Null: it only counts. */
  readonly limit: number | null;
  /** A lower limit, which holds while another counter of the same reservation stands at `from` or above. */
  readonly tightened?: { readonly by: string; readonly from: number; readonly limit: number };
}

/** Counters of what may be done only so often. None of these rejects. */
export interface Quotas {
  /**
   * Counts one more for each quota, in one step, or for none of them when one is used up.
   * Answers with 0, or with the milliseconds until the last of the used up ones lapses.
   */
  reserve(quotas: readonly Quota[]): Promise<number>;
  /** Takes one back from each counter that has not lapsed. */
  release(keys: readonly string[]): Promise<void>;
  /** Begins the counters again. */
  clear(keys: readonly string[]): Promise<void>;
}

/** Longer than Redis takes unless something is wrong with it: nobody waits for a count. */
const MAX_WAIT_MS = 500;

/** Counters in Redis, common to all processes; while it is away, in this process. A connection that hangs is away. */
export function createQuotas(redis: Redis): Quotas {
  const commands = defineQuotaCommands(redis);
  const memory = createMemoryQuotas();
  const attempt = async <T>(inRedis: () => Promise<T>, inMemory: () => Promise<T>): Promise<T> => {
    if (redis.status !== 'ready') return inMemory();
    try {
      return await within(MAX_WAIT_MS, inRedis());
    } catch {
      return inMemory();
    }
  };
  return {
    reserve: (quotas) =>
      attempt(
        () => commands.reserve(quotas),
        () => memory.reserve(quotas),
      ),
    release: (keys) =>
      attempt(
        () => commands.release(keys),
        () => memory.release(keys),
      ),
    clear: (keys) =>
      attempt(
        () => commands.clear(keys),
        () => memory.clear(keys),
      ),
  };
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Redis took more than ${ms} ms.`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
