import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import type { Quota } from '../../../runtime/limits/quota.ts';
import { createQuotas } from '../../../runtime/limits/quotas.ts';

/** Result of checking a password, code or token. Undecided: the proof was incomplete or not checked. */
export type Verdict = 'right' | 'wrong' | 'undecided';

/** Client that submits a password. */
export interface PasswordSource {
  /** IP address; null when unknown. */
  readonly ip: string | null;
  /** Id of a device that has signed in to the account before; null for any other. */
  readonly knownDevice: string | null;
}

/**
 * Limits attempts across all processes. A number as the result is a refusal: the seconds to wait.
 *
 * `password` and `proof` reserve an attempt, run `check` and count by its verdict: a wrong proof uses the attempt up, a right
 * one resets the count, and an undecided one, or a check that rejects, changes nothing.
 */
export interface Attempts {
  /** An attempt at an account's password, including its second factor. */
  password<T>(
    account: string,
    source: PasswordSource,
    check: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T | number>;
  /** An attempt with a token or code, or with a proof from a provider. */
  proof<T>(
    subject: string,
    ip: string | null,
    check: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T | number>;
  /** Counts a registration by identifiers and IP address; null when allowed. */
  registration(identifiers: readonly string[], ip: string | null): Promise<number | null>;
  /** Counts a message to an address; null when allowed. */
  message(address: string, ip: string | null): Promise<number | null>;
  /** Counts the start of a sign-in, before the user is known; null when allowed. */
  signInStart(ip: string | null): Promise<number | null>;
}

const SECOND_MS = 1_000;
const QUARTER_HOUR_MS = 15 * 60 * SECOND_MS;
/** The lifetime of a password reset token: a person who is refused here still has a valid one. */
const HALF_HOUR_MS = 30 * 60 * SECOND_MS;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** Never refuses an attempt; for systems configured without limits. */
export const UNLIMITED: Attempts = {
  password: (_, __, check) => check(),
  proof: (_, __, check) => check(),
  registration: async () => null,
  message: async () => null,
  signInStart: async () => null,
};

/** Counts attempts in Redis, or in this process while Redis is unavailable. */
export function createAttempts(redis: Redis): Attempts {
  const quotas = createQuotas(redis);

  const take = async (quotaList: readonly Quota[]): Promise<number | null> => {
    const waitMs = quotaList.length === 0 ? 0 : await quotas.reserve(quotaList);
    return waitMs === 0 ? null : Math.ceil(waitMs / SECOND_MS);
  };

  /** A right proof clears the quotas in `own` and releases its reservation in `shared`. */
  const check = async <T>(
    own: readonly Quota[],
    shared: readonly Quota[],
    work: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T | number> => {
    const wait = await take([...own, ...shared]);
    if (wait !== null) return wait;
    let verdict: Verdict = 'undecided';
    try {
      const outcome = await work();
      verdict = verdictOf(outcome);
      return outcome;
    } finally {
      if (verdict === 'right') await quotas.clear(own.map(keyOf));
      const returned = { right: shared, undecided: [...own, ...shared], wrong: [] }[verdict];
      if (returned.length > 0) await quotas.release(returned.map(keyOf));
    }
  };

  return {
    password(account, source, work, verdictOf) {
      const { own, shared } = passwordQuotas(account, source);
      return check(own, shared, work, verdictOf);
    },
    proof: (subject, ip, work, verdictOf) =>
      check([quota('proof', [subject], 10, QUARTER_HOUR_MS)], addressQuota('proof-address', ip, 300), work, verdictOf),
    registration: (identifiers, ip) =>
      take([
        ...identifiers.map((identifier) => quota('register', [identifier, networkOf(ip)], 10, QUARTER_HOUR_MS)),
        ...addressQuota('register-address', ip, 1_000),
      ]),
    message: (address, ip) =>
      take([
        quota('message', [address, networkOf(ip)], 5, HOUR_MS),
        quota('message-recipient', [address], 10, HALF_HOUR_MS),
        ...addressQuota('message-address', ip, 100),
      ]),
    signInStart: (ip) => take(addressQuota('begin-address', ip, 300)),
  };
}

/** Wrong passwords of an account per day from which unknown addresses get fewer attempts. */
const SUSPICIOUS_FAILURES_PER_DAY = 100;
const MAX_SUSPICIOUS_ATTEMPTS_PER_DAY = 3;

/**
 * A known device is counted separately, so that nobody else can use up its attempts. Other clients are counted by account and
 * address, and by address. The account as a whole is never locked, but after too many failures each address has only 3
 * attempts a day. Guessing from n addresses allows about 100 + 10 n guesses on the first day and 3 n on each further day.
 */
function passwordQuotas(account: string, { ip, knownDevice }: PasswordSource) {
  if (knownDevice !== null) {
    const own = [quota('login-device', [account, knownDevice], 10, QUARTER_HOUR_MS)];
    return { own, shared: [] };
  }
  const all = quota('login-account', [account], null, DAY_MS);
  const source = [account, networkOf(ip)];
  const tightened = { by: all.key, from: SUSPICIOUS_FAILURES_PER_DAY, limit: MAX_SUSPICIOUS_ATTEMPTS_PER_DAY };
  const perDay = { ...quota('login-source-day', source, null, DAY_MS), tightened };
  const own = [quota('login-source', source, 10, QUARTER_HOUR_MS), perDay];
  return { own, shared: [all, ...addressQuota('login-address', ip, 100)] };
}

const networkOf = (ip: string | null): string => (ip === null ? '' : clientNetwork(ip));

/** Empty when the address is unknown, so that unrelated clients are not counted together. */
const addressQuota = (name: string, ip: string | null, limit: number): Quota[] =>
  ip === null ? [] : [quota(name, [networkOf(ip)], limit, HOUR_MS)];

/** Identifiers and addresses are personal data: Redis stores only hashes, which also bounds the length of keys. */
const quota = (name: string, subject: readonly string[], limit: number | null, windowMs: number): Quota => ({
  key: `auth:${name}:${createHash('sha256').update(JSON.stringify(subject)).digest('base64url')}`,
  limit,
  windowMs,
});

const keyOf = ({ key }: Quota): string => key;
