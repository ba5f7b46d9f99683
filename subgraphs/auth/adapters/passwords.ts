import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { fault } from '../../../runtime/executor/faults.ts';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { createFairQueue, type FairQueueLimits, QueueFullError } from '../../../runtime/limits/fair-queue.ts';
import { argon2Of, objectionToHash, verifyImported } from './imported-hashes.ts';

/** Hashes and verifies passwords. */
export interface PasswordHashing {
  /** Returns a PHC string. */
  hash(password: string): Promise<string>;
  /** Whether the password matches the hash. `null`, for an unknown account, takes as long and never matches. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** The scheme of new hashes. */
const CURRENT_SCHEME = '$argon2id$';

/** Password hashing with a limit on concurrent requests. */
export interface Passwords {
  /**
   * Runs `work` when a slot is free; slots are shared fairly among client addresses.
   *
   * @throws a fault `RATE_LIMITED`, without running it, when the queue is full or the wait exceeds 2 s.
   */
  limitPerClient<T>(ip: string | null, work: (hashing: PasswordHashing) => Promise<T>): Promise<T>;
  /** Why a hash of an older system cannot be taken over; null when it can be verified. */
  objectionToHash(hash: string): string | null;
  /** Whether a hash is of a scheme that is replaced when its password is known. */
  isOutdated(hash: string): boolean;
}

/**
 * Leaves one CPU, and one of Node's four worker threads for file system and DNS, to everything else: a flood of sign-ins must
 * not starve the process.
 */
const MAX_CONCURRENT_HASHES = Math.min(3, Math.max(1, availableParallelism() - 1));

const QUEUE_LIMITS: FairQueueLimits = {
  /** One more than hash concurrently, so that the CPU is busy while a request waits for the database. */
  running: MAX_CONCURRENT_HASHES + 1,
  /** Far below the attempt limit: concurrent correct passwords must not be refused for undecided ones. */
  runningPerKey: 3,
  /**
   * At 25 ms each, the last one is served within a second. Together with the running ones they stay below the gateway's
   * concurrency limit per subgraph, so that other requests get through.
   */
  waiting: 24,
  /** Clients retry rather than wait longer, and waiting plus hashing must stay below the gateway's timeout. */
  waitingMs: 2_000,
};

/** When capacity may be available again. */
const RETRY_AFTER_SECONDS = 1;

/** Creates password hashing with argon2id. Hashes that were made with another amount of memory can still be verified. */
export async function openPasswords(memoryKib: number, limits = QUEUE_LIMITS): Promise<Passwords> {
  // argon2id is the library's default.
  const options = { memoryCost: memoryKib, timeCost: 2, parallelism: 1 };
  const limitPerClient = createFairQueue(limits);
  const limitHashing = createFairQueue({
    running: MAX_CONCURRENT_HASHES,
    runningPerKey: MAX_CONCURRENT_HASHES,
    waiting: limits.running,
  });
  const placeholderHash = await hash(randomBytes(16), options);
  const hashing: PasswordHashing = {
    hash: (password) => limitHashing('', () => hash(password, options)),
    async verify(storedHash, password) {
      const argon2 = argon2Of(storedHash ?? placeholderHash);
      const right = await limitHashing('', () =>
        argon2 === null ? verifyImported(storedHash ?? '', password) : verify(argon2, password),
      );
      return right && storedHash !== null;
    },
  };
  return {
    objectionToHash,
    isOutdated: (storedHash) => !storedHash.startsWith(CURRENT_SCHEME),
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
