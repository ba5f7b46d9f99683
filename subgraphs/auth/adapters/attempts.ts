import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import type { Quota } from '../../../runtime/limits/quota.ts';
import { createQuotas } from '../../../runtime/limits/quotas.ts';

/** What a check of a password, code or token showed. Undecided: the proof was right as far as it went, or not looked at. */
export type Verdict = 'right' | 'wrong' | 'undecided';

/** Where a password comes from. */
export interface PasswordSource {
  /** Null when it is not known. */
  readonly ip: string | null;
  /** Names a device that has proved before that it is the account's; null for any other. */
  readonly knownDevice: string | null;
}

/**
 * Limits how often something may be tried, over all processes. What gives a number refuses: that many seconds to wait.
 *
 * `password` and `proof` run `check` once an attempt is reserved, and count it by its verdict: only wrong ones use an
 * attempt up, a right one forgets those before it, and an undecided one, or a check that rejects, changes nothing.
 */
export interface Attempts {
  /** A try of an account's password, with all that is asked for beside it. */
  password<T>(
    account: string,
    source: PasswordSource,
    check: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T | number>;
  /** A try of a secret that was sent, or of a proof from elsewhere. */
  proof<T>(
    subject: string,
    ip: string | null,
    check: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T | number>;
  /** Counts a try to register with identifiers, from an address where it is known; null to go on. */
  registration(identifiers: readonly string[], ip: string | null): Promise<number | null>;
  /** Counts a message that a person has sent to an address; null to go on. */
  message(address: string, ip: string | null): Promise<number | null>;
  /** Counts a sign-in that is begun for nobody known yet, from an address; null to go on. */
  signInStart(ip: string | null): Promise<number | null>;
}

const SECOND_MS = 1_000;
const QUARTER_HOUR_MS = 15 * 60 * SECOND_MS;
/** As long as a link counts that sets a new password: whoever is refused here has one that still counts. */
const HALF_HOUR_MS = 30 * 60 * SECOND_MS;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** Attempts that are never refused, for a system that is told to have no limits. */
export const UNLIMITED: Attempts = {
  password: (_, __, check) => check(),
  proof: (_, __, check) => check(),
  registration: async () => null,
  message: async () => null,
  signInStart: async () => null,
};

/** Attempts counted in Redis; while it is away, in this process. */
export function createAttempts(redis: Redis): Attempts {
  const quotas = createQuotas(redis);

  const take = async (wanted: readonly Quota[]): Promise<number | null> => {
    const waitMs = wanted.length === 0 ? 0 : await quotas.reserve(wanted);
    return waitMs === 0 ? null : Math.ceil(waitMs / SECOND_MS);
  };

  /** `own`: quotas of this proof from this source, which a right one clears. `shared`: it is only given back to these. */
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

/** From so many wrong passwords of an account in a day on, each address that is not known has few left. */
const SUSPICIOUS_FAILURES_PER_DAY = 100;
const MAX_SUSPICIOUS_ATTEMPTS_PER_DAY = 3;

/**
 * A known device is counted by itself, so that nobody else can use up what it has. Everybody else is counted by account
 * and address, and by address; the account as a whole never refuses, but once too much was tried it leaves each address
 * 3 attempts a day. Whoever guesses from n addresses has about 100 + 10 n guesses on the first day and 3 n on each
 * further one.
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

/** None where the address is not known: then nobody is counted together with others. */
const addressQuota = (name: string, ip: string | null, limit: number): Quota[] =>
  ip === null ? [] : [quota(name, [networkOf(ip)], limit, HOUR_MS)];

/** Identifiers and addresses are personal: Redis sees hashes only, which also bounds the length of its keys. */
const quota = (name: string, subject: readonly string[], limit: number | null, windowMs: number): Quota => ({
  key: `auth:${name}:${createHash('sha256').update(JSON.stringify(subject)).digest('base64url')}`,
  limit,
  windowMs,
});

const keyOf = ({ key }: Quota): string => key;
