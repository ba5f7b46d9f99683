import type { Redis, Result } from 'ioredis';
import type { Logger } from 'pino';
import { documentHash } from './trusted-documents.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    keepDocument(
      index: string,
      hash: string,
      text: string,
      ttlSeconds: number,
      maxDocuments: number,
    ): Result<number, Context>;
  }
}

/** Persisted documents that all gateways share in Redis. Never rejects: a document that cannot be read is not found. */
export interface SharedDocuments {
  get(hash: string): Promise<string | null>;
  set(hash: string, text: string): Promise<void>;
}

const TTL_SECONDS = 86_400;
const MAX_DOCUMENTS = 10_000;
/** After this time it is faster for a client to send the whole text. */
const READ_TIMEOUT_MS = 250;

/** One hash slot, so that a Redis cluster can remove the oldest document in the same script that stores the newest. */
const INDEX = '{gateway-documents}';

const KEEP = `redis.call('SET', KEYS[1] .. ':' .. ARGV[1], ARGV[2], 'EX', ARGV[3])
redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4])
if over <= 0 then return 0 end
local oldest = redis.call('ZPOPMIN', KEYS[1], over)
for i = 1, #oldest, 2 do redis.call('DEL', KEYS[1] .. ':' .. oldest[i]) end
return over`;

/** Keeps at most 10,000 documents in Redis, each for a day after it was last stored. */
export function openSharedDocuments(redis: Redis, log: Logger): SharedDocuments {
  redis.defineCommand('keepDocument', { numberOfKeys: 1, lua: KEEP });
  return {
    async get(hash) {
      try {
        const text = await withinTimeout(redis.get(`${INDEX}:${hash}`));
        // Redis is not trusted: only a text that has the hash is executed.
        return text !== null && documentHash(text) === hash ? text : null;
      } catch (error) {
        log.debug({ err: error }, 'a persisted document could not be read');
        return null;
      }
    },
    async set(hash, text) {
      await redis.keepDocument(INDEX, hash, text, TTL_SECONDS, MAX_DOCUMENTS).catch((error: unknown) => {
        log.debug({ err: error }, 'a persisted document could not be stored');
      });
    },
  };
}

async function withinTimeout<Value>(reading: Promise<Value>): Promise<Value | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), READ_TIMEOUT_MS);
  try {
    return await Promise.race([reading, promise]);
  } finally {
    clearTimeout(timer);
  }
}
