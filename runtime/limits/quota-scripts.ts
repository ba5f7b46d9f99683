import type { Redis, Result } from 'ioredis';
import type { Quota, Quotas } from './quota.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    reserveQuotas(keyCount: number, ...keysAndLimits: (string | number)[]): Result<number, Context>;
    releaseQuotas(keyCount: number, ...keys: string[]): Result<number, Context>;
  }
}

/** Of each key, in ARGV: window, limit, index of the key that tightens it, from which count on, and to which limit. */
const VALUES_PER_KEY = 5;

/** In place of a limit or an index that there is none of. */
const NONE = -1;

const RESERVE = `
local wait = 0
local counts = {}
for i, key in ipairs(KEYS) do counts[i] = tonumber(redis.call('GET', key) or '0') end
for i, key in ipairs(KEYS) do
  local at = (i - 1) * ${VALUES_PER_KEY}
  local limit, by = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  if by ~= ${NONE} and counts[by] >= tonumber(ARGV[at + 4]) then limit = tonumber(ARGV[at + 5]) end
  if limit ~= ${NONE} and counts[i] >= limit then wait = math.max(wait, redis.call('PTTL', key), 1) end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, 0, 'PX', ARGV[(i - 1) * ${VALUES_PER_KEY} + 1], 'NX')
  redis.call('INCR', key)
end
return 0`;

const RELEASE = `
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') > 0 then redis.call('DECR', key) end
end
return 0`;

/** Teaches a connection to count: one integer a key, which lapses by itself. What it answers rejects as Redis does. */
export function defineQuotaCommands(redis: Redis): Quotas {
  redis.defineCommand('reserveQuotas', { lua: RESERVE });
  redis.defineCommand('releaseQuotas', { lua: RELEASE });
  return {
    reserve(quotas) {
      const keys = quotas.map(({ key }) => key);
      return redis.reserveQuotas(keys.length, ...keys, ...quotas.flatMap((quota) => limitsOf(quota, keys)));
    },
    async release(keys) {
      await redis.releaseQuotas(keys.length, ...keys);
    },
    async clear(keys) {
      await redis.del(...keys);
    },
  };
}

function limitsOf({ windowMs, limit, tightened }: Quota, keys: readonly string[]): number[] {
  const { by, from, limit: tightLimit } = tightened ?? { by: null, from: 0, limit: NONE };
  // Lua counts from 1.
  return [windowMs, limit ?? NONE, by === null ? NONE : keys.indexOf(by) + 1, from, tightLimit];
}
