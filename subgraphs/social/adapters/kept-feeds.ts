import { randomUUID } from 'node:crypto';
import type { Redis, Result } from 'ioredis';
import { fault } from '../../../runtime/executor/faults.ts';
import type { SocialContext } from '../context.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    readKeptFeed(list: string, state: string): Result<[string, string, string[]] | null, Context>;
    beginKeptFeed(list: string, state: string, mark: string, ttlSeconds: number): Result<number, Context>;
    completeKeptFeed(list: string, state: string, ...values: (string | number)[]): Result<number, Context>;
    addToKeptFeeds(keyCount: number, ...keysAndValues: (string | number)[]): Result<number, Context>;
  }
}

/** Numbers that a feed keeps at most: 30 pages. A list of them takes about 6 KB. */
const KEPT_NUMBERS = 600;
/** A feed that nobody reads is kept for so long. */
const KEPT_DAYS = 14;
const TTL_SECONDS = KEPT_DAYS * 86_400;
/** A list that nobody completes goes after so long. */
const INCOMPLETE_TTL_SECONDS = 60;
const INCOMPLETE = 'incomplete:';

/** Redis that was started again may have forgotten its newest writes: what it kept before is not complete. */
const RUN_ID = `string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')`;

const READ = `
local state = redis.call('HMGET', KEYS[2], 'floor', 'version', 'run')
if not state[1] or state[3] ~= ${RUN_ID} then return nil end
return { state[1], state[2], redis.call('LRANGE', KEYS[1], 0, -1) }`;

const BEGIN = `
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('RPUSH', KEYS[1], ARGV[1])
return redis.call('EXPIRE', KEYS[1], ARGV[2])`;

/** ARGV: the mark, floor, version, time to live, and the numbers from the highest to the lowest. */
const COMPLETE = `
if redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then return 0 end
redis.call('RPOP', KEYS[1])
for at = 5, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[at]) end
redis.call('HSET', KEYS[2], 'floor', ARGV[2], 'version', ARGV[3], 'run', ${RUN_ID})
if redis.call('LLEN', KEYS[1]) == 0 then redis.call('RPUSH', KEYS[1], '0') end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return redis.call('EXPIRE', KEYS[2], ARGV[4])`;

/**
 * KEYS: list and state of each feed in turn; ARGV: the number, and how many a list holds. What falls off the end raises the floor,
 * in whatever order numbers came. An incomplete list only grows.
 */
const ADD = `
for at = 1, #KEYS, 2 do
  local list, state = KEYS[at], KEYS[at + 1]
  if redis.call('EXISTS', list) == 1 and not redis.call('LPOS', list, ARGV[1], 'MAXLEN', 100) then
    redis.call('LPUSH', list, ARGV[1])
    local floor = redis.call('HGET', state, 'floor')
    while floor and redis.call('LLEN', list) > tonumber(ARGV[2]) do
      local last = tonumber(redis.call('RPOP', list))
      if last >= tonumber(floor) then
        floor = tostring(last + 1)
        redis.call('HSET', state, 'floor', floor)
      end
    end
  end
end
return 1`;

const listOf = (userId: string): string => `feed:{${userId}}:numbers`;
const stateOf = (userId: string): string => `feed:{${userId}}:state`;

/** Keeps feeds in Redis. Only `add` fails while it is away. */
export function createKeptFeeds(redis: Redis): SocialContext['keptFeeds'] {
  const two = { numberOfKeys: 2 };
  redis.defineCommand('readKeptFeed', { ...two, lua: READ });
  redis.defineCommand('beginKeptFeed', { ...two, lua: BEGIN });
  redis.defineCommand('completeKeptFeed', { ...two, lua: COMPLETE });
  redis.defineCommand('addToKeptFeeds', { lua: ADD });
  return {
    capacity: KEPT_NUMBERS,
    async read(userId) {
      const found = await redis.readKeptFeed(listOf(userId), stateOf(userId)).catch(() => null);
      if (found === null) return null;
      const [floor, version, numbers] = found;
      return { floor: BigInt(floor), version, numbers: numbers.map(BigInt) };
    },
    async replace(userId, load) {
      const keys = [listOf(userId), stateOf(userId)] as const;
      const mark = `${INCOMPLETE}${randomUUID()}`;
      const hasBegun = await redis.beginKeptFeed(...keys, mark, INCOMPLETE_TTL_SECONDS).catch(() => null);
      if (hasBegun === null) return;
      const { numbers, floor, version } = await load();
      await redis
        .completeKeptFeed(...keys, mark, String(floor), version, TTL_SECONDS, ...numbers.map(String))
        .catch(() => null);
    },
    async prolong(userId) {
      const expire = [listOf(userId), stateOf(userId)].map((key) => redis.expire(key, TTL_SECONDS));
      await Promise.allSettled(expire);
    },
    async add(userIds, number) {
      if (userIds.length === 0) return;
      const keys = userIds.flatMap((userId) => [listOf(userId), stateOf(userId)]);
      await redis.addToKeptFeeds(keys.length, ...keys, String(number), KEPT_NUMBERS).catch(() => {
        throw fault('UNAVAILABLE', 'Feeds cannot be kept ready now.');
      });
    },
  };
}
