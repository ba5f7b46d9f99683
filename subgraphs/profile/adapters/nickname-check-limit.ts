import type { Redis } from 'ioredis';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import type { RateLimit } from '../context.ts';

/** Checks per minute of a signed-in user: enough for typing, not for trying a list. */
export const MAX_CHECKS_PER_USER = 60;

/** Checks per minute of the visitors of one address: enough for a few concurrent registrations. */
export const MAX_CHECKS_PER_ADDRESS = 120;

const WINDOW_MS = 60_000;

/** Limits nickname checks across all processes by Redis, or per process while Redis is unavailable. */
export function createNicknameCheckLimit(redis: Redis): RateLimit {
  const quotas = createQuotas(redis);
  return {
    async count({ viewerId }, ip) {
      // A visitor without an address would share one count with all others and lock them out.
      if (viewerId === null && ip === null) return null;
      const [subject, limit] =
        viewerId === null
          ? [`address:${clientNetwork(ip ?? '')}`, MAX_CHECKS_PER_ADDRESS]
          : [`person:${viewerId}`, MAX_CHECKS_PER_USER];
      const waitMs = await quotas.reserve([{ key: `profile:nickname-check:${subject}`, limit, windowMs: WINDOW_MS }]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
