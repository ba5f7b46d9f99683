import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { fault } from '../../../runtime/executor/faults.ts';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { createFairQueue, type FairQueueLimits, QueueFullError } from '../../../runtime/limits/fair-queue.ts';

/** Makes and checks hashes of passwords. */
export interface PasswordHashing {
  /** A PHC string. */
  hash(password: string): Promise<string>;
  /** Whether the password has this hash. `null`, for an account that does not exist, takes as long and is never right. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** Passwords, which only a few requests at a time may hash. */
export interface Passwords {
  /**
   * Runs `work` when its turn comes, among the clients' addresses in turn.
   *
   * @throws a fault `RATE_LIMITED` without having begun it, when too much waits already, for this address above all, or it has waited for 2 s.
   */
  limitPerClient<T>(ip: string | null, work: (hashing: PasswordHashing) => Promise<T>): Promise<T>;
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. The library's default algorithm is argon2id. */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Leaves a processor for everything else, and one of Node's four threads, which files and host names are looked up on: a
 * flood of sign-ins must not starve the process.
 */
const MAX_CONCURRENT_HASHES = Math.min(3, Math.max(1, availableParallelism() - 1));

const QUEUE_LIMITS: FairQueueLimits = {
  /** One more than are hashed, so that the processor has work while another one waits for the database. */
  running: MAX_CONCURRENT_HASHES + 1,
  /** Far fewer than one has attempts: of many right passwords at once none is refused for those that are not decided. */
  runningPerKey: 3,
  /**
   * At 25 ms each, the last in the queue is served within a second; and with those that run they are fewer
   * than the calls that a gateway makes to one subgraph at a time, so that some are left for everything else.
   */
  waiting: 24,
  /** Clients try again sooner than they wait longer, and a gateway waits for no mutation as long as it takes to wait and be hashed. */
  waitingMs: 2_000,
};

/** When there may be room again. */
const RETRY_AFTER_SECONDS = 1;

/** Passwords by argon2id. */
export async function openPasswords(limits = QUEUE_LIMITS): Promise<Passwords> {
  const limitPerClient = createFairQueue(limits);
  const limitHashing = createFairQueue({
    running: MAX_CONCURRENT_HASHES,
    runningPerKey: MAX_CONCURRENT_HASHES,
    waiting: limits.running,
  });
  const placeholderHash = await hash(randomBytes(16), ARGON2_OPTIONS);
  const hashing: PasswordHashing = {
    hash: (password) => limitHashing('', () => hash(password, ARGON2_OPTIONS)),
    async verify(known, password) {
      const right = await limitHashing('', () => verify(known ?? placeholderHash, password));
      return right && known !== null;
    },
  };
  return {
    async limitPerClient(ip, work) {
      try {
        return await limitPerClient(ip === null ? '' : clientNetwork(ip), () => work(hashing));
      } catch (error) {
        if (!(error instanceof QueueFullError)) throw error;
        const extensions = { retryAfter: RETRY_AFTER_SECONDS };
        throw fault('RATE_LIMITED', 'The server is busy. Try again in a moment.', extensions);
      }
    },
  };
}
