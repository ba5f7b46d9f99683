import type { Redis, Result } from 'ioredis';
import type { Logger } from 'pino';
import { documentHash } from './trusted-documents.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    keepDocument(index: string, hash: string, text: string, ttlSeconds: number, most: number): Result<number, Context>;
  }
}

/** Persisted documents that all gateways know. Never rejects: what Redis does not give is not known. */
export interface SharedDocuments {
  get(hash: string): Promise<string | null>;
  set(hash: string, text: string): Promise<void>;
}

const TTL_SECONDS = 86_400;
const MOST = 10_000;
/** A client that waits longer is better off sending the whole text. */
const PATIENCE_MS = 250;

/** One slot, so that a cluster can forget the oldest in the same step as it takes the newest. */
const INDEX = '{gateway-documents}';

const KEEP = `redis.call('SET', KEYS[1] .. ':' .. ARGV[1], ARGV[2], 'EX', ARGV[3])
redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4])
if over <= 0 then return 0 end
local oldest = redis.call('ZPOPMIN', KEYS[1], over)
for i = 1, #oldest, 2 do redis.call('DEL', KEYS[1] .. ':' .. oldest[i]) end
return over`;

/** Keeps at most 10,000 documents in Redis, each for a day after it was last told. */
export function openSharedDocuments(redis: Redis, log: Logger): SharedDocuments {
  redis.defineCommand('keepDocument', { numberOfKeys: 1, lua: KEEP });
  return {
    async get(hash) {
      try {
        const text = await withinPatience(redis.get(`${INDEX}:${hash}`));
        // Redis is no place of trust: what is executed is what the hash stands for.
        return text !== null && documentHash(text) === hash ? text : null;
      } catch (error) {
        log.debug({ err: error }, 'a persisted document cannot be read');
        return null;
      }
    },
    async set(hash, text) {
      await redis.keepDocument(INDEX, hash, text, TTL_SECONDS, MOST).catch((error: unknown) => {
        log.debug({ err: error }, 'a persisted document cannot be kept');
      });
    },
  };
}

async function withinPatience<Value>(asked: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), PATIENCE_MS);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}
