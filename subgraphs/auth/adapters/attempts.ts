import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts what may be tried only so often, over all processes. */
export interface Attempts {
  /** Counts a try of an account's password, from an address where it is known: seconds to wait, or null to go on. */
  login(account: string, ip: string | null): Promise<number | null>;
  /** Counts a try to register with an identifier: seconds to wait, or null to go on. */
  registration(identifier: string, ip: string | null): Promise<number | null>;
  /** Counts a message that a person has sent to an address: seconds to wait, or null to go on. */
  message(address: string, ip: string | null): Promise<number | null>;
  /** Counts a try of a secret that was sent or of a proof from elsewhere: seconds to wait, or null to go on. */
  proof(subject: string, ip: string | null): Promise<number | null>;
  /** Counts a sign-in that is begun for nobody known yet, from an address: seconds to wait, or null to go on. */
  beginning(ip: string | null): Promise<number | null>;
}

const QUARTER_HOUR_SECONDS = 15 * 60;
const HOUR_SECONDS = 60 * 60;

/** Tries that are never refused, for a system that is told to have no limits. */
export const UNLIMITED: Attempts = {
  login: async () => null,
  registration: async () => null,
  message: async () => null,
  proof: async () => null,
  beginning: async () => null,
};

/** Tries counted in Redis; while it is away, in this process. */
export function createAttempts(redis: Redis): Attempts {
  const limit = (name: string, points: number, duration: number) => {
    const options = { keyPrefix: `auth:${name}`, points, duration };
    return new RateLimiterRedis({
      ...options,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  };
  const loginsOfAccount = limit('login-account', 10, QUARTER_HOUR_SECONDS);
  const loginsFromAddress = limit('login-address', 100, HOUR_SECONDS);
  const registrationsOfIdentifier = limit('register-identifier', 10, QUARTER_HOUR_SECONDS);
  const registrationsFromAddress = limit('register-address', 1_000, HOUR_SECONDS);
  const messagesToAddress = limit('message-address', 5, HOUR_SECONDS);
  const messagesFromAddress = limit('message-origin', 100, HOUR_SECONDS);
  const proofsOfSubject = limit('proof-subject', 10, QUARTER_HOUR_SECONDS);
  const proofsFromAddress = limit('proof-address', 300, HOUR_SECONDS);
  const beginningsFromAddress = limit('begin-address', 300, HOUR_SECONDS);

  return {
    login: (account, ip) => longest(take(loginsOfAccount, account), take(loginsFromAddress, ip)),
    registration: (identifier, ip) =>
      longest(take(registrationsOfIdentifier, identifier), take(registrationsFromAddress, ip)),
    message: (address, ip) => longest(take(messagesToAddress, address), take(messagesFromAddress, ip)),
    proof: (subject, ip) => longest(take(proofsOfSubject, subject), take(proofsFromAddress, ip)),
    beginning: (ip) => take(beginningsFromAddress, ip),
  };
}

/** Identifiers and addresses are personal: Redis sees hashes only, which also bounds the length of its keys. */
const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function take(limiter: RateLimiterRedis, subject: string | null): Promise<number | null> {
  if (subject === null) return null;
  try {
    await limiter.consume(keyOf(subject));
    return null;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
  }
}

async function longest(...waits: readonly Promise<number | null>[]): Promise<number | null> {
  const seconds = (await Promise.all(waits)).filter((wait) => wait !== null);
  return seconds.length === 0 ? null : Math.max(...seconds);
}
