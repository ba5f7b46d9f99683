import type { Redis } from 'ioredis';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import type { MethodLimit } from '../context.ts';

/** Methods that a person may try in an hour: enough for a family of cards, not for a list of stolen ones. */
export const MAX_ATTEMPTS = 30;

const WINDOW_MS = 60 * 60 * 1_000;

/** Limits how often a person gives a method to the provider, across all processes by Redis, or per process while that is away. */
export function createMethodLimit(redis: Redis): MethodLimit {
  const quotas = createQuotas(redis);
  return {
    async count(ownerId) {
      const waitMs = await quotas.reserve([
        { key: `payments:methods:${ownerId}`, limit: MAX_ATTEMPTS, windowMs: WINDOW_MS },
      ]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
