import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../context.ts';

/** Checks a signed-in person may make in a minute: a person typing, not a list being tried. */
export const CHECKS_PER_PERSON = 60;

/** Checks that all visitors together may make in a minute; the gateway limits each address besides. */
export const CHECKS_OF_VISITORS = 1_200;

const WINDOW_SECONDS = 60;
const VISITORS = 'visitors';

/** Limits how often nicknames are tried, counted in Redis over all processes; in this process alone while Redis is away. */
export function createNicknameCheckLimit(redis: Redis): RateLimit {
  const limiter = (kind: string, points: number) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `profile:nickname-check:${kind}`,
      points,
      duration: WINDOW_SECONDS,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ points, duration: WINDOW_SECONDS }),
    });
  const persons = limiter('person', CHECKS_PER_PERSON);
  const visitors = limiter('visitor', CHECKS_OF_VISITORS);

  return {
    async count({ viewerId }) {
      try {
        await (viewerId === null ? visitors.consume(VISITORS) : persons.consume(viewerId));
        return null;
      } catch (refused) {
        // Anything but a verdict is a fault of the counting, and nobody is turned away for that.
        return refused instanceof RateLimiterRes ? Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) : null;
      }
    },
  };
}
