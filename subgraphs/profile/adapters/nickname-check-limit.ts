import type { Redis } from 'ioredis';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import type { RateLimit } from '../context.ts';

/** Checks a signed-in person may make in a minute: a person typing, not a list being tried. */
export const CHECKS_PER_PERSON = 60;

/** Checks that visitors of one address may make in a minute: a few people behind it who register at the same time. */
export const CHECKS_PER_ADDRESS = 120;

const WINDOW_MS = 60_000;

/** Limits how often nicknames are tried, counted in Redis over all processes; in this process alone while Redis is away. */
export function createNicknameCheckLimit(redis: Redis): RateLimit {
  const quotas = createQuotas(redis);
  return {
    async count({ viewerId }, ip) {
      // Without an address a visitor could only be counted together with all others, and would keep them out.
      if (viewerId === null && ip === null) return null;
      const [subject, limit] =
        viewerId === null
          ? [`address:${clientNetwork(ip ?? '')}`, CHECKS_PER_ADDRESS]
          : [`person:${viewerId}`, CHECKS_PER_PERSON];
      const waitMs = await quotas.reserve([{ key: `profile:nickname-check:${subject}`, limit, windowMs: WINDOW_MS }]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
