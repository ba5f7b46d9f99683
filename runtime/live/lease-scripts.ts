import type { Redis, Result } from 'ioredis';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    holdLease(key: string, member: string, ttlMs: number): Result<number, Context>;
    releaseLease(key: string, member: string): Result<number, Context>;
    readLeases(key: string): Result<string[], Context>;
    readMembers(numberOfKeys: number, ...keys: string[]): Result<string[][], Context>;
  }
}

// Redis's own clock decides, so that processes with different clocks agree on what has expired.
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** 1 when the member was not there before. */
const HOLD = `${NOW}
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[2] + 60000))
return (before and tonumber(before) > now) and 0 or 1`;

/** Live members and, before each, the milliseconds it still has. */
const READ = `${NOW}
local rows = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES')
local out = {}
for i = 1, #rows, 2 do
  out[#out + 1] = tostring(tonumber(rows[i + 1]) - now)
  out[#out + 1] = rows[i]
end
return out`;

/** Live members of each set. With a script for each set, reading the presence of 20 people took half as much CPU again. */
const READ_MEMBERS = `${NOW}
local out = {}
for i = 1, #KEYS do
  out[i] = redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. now, '+inf')
end
return out`;

const RELEASE = `return redis.call('ZREM', KEYS[1], ARGV[1])`;

/** Defines the lease commands on a connection: one sorted set per key, members scored by expiry in Redis's milliseconds. */
export function defineLeaseCommands(redis: Redis): void {
  redis.defineCommand('holdLease', { numberOfKeys: 1, lua: HOLD });
  redis.defineCommand('releaseLease', { numberOfKeys: 1, lua: RELEASE });
  redis.defineCommand('readLeases', { numberOfKeys: 1, lua: READ });
  redis.defineCommand('readMembers', { lua: READ_MEMBERS });
}

/** A set's live members, and the milliseconds until the first of them expires; null for an empty set. */
export interface LeaseSnapshot {
  readonly members: readonly string[];
  readonly nextExpiryMs: number | null;
}

/** Parses the reply of `readLeases`. */
export function parseLeases(rows: readonly string[]): LeaseSnapshot {
  const members = rows.filter((_, at) => at % 2 === 1);
  const left = rows.filter((_, at) => at % 2 === 0).map(Number);
  return { members, nextExpiryMs: left.length === 0 ? null : Math.min(...left) };
}
