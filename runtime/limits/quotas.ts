import type { Redis } from 'ioredis';
import { createMemoryQuotas } from './memory-quotas.ts';
import type { Quotas } from './quota.ts';
import { defineQuotaCommands } from './quota-scripts.ts';

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
