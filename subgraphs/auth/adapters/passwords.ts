import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { fault } from '../../../runtime/faults.ts';

/** Hashes and checks passwords, a few at a time. Both reject with a fault `UNAVAILABLE` when too many wait already. */
export interface Passwords {
  /** A PHC string. */
  hash(password: string): Promise<string>;
  /** Whether the password has this hash. `null`, for an account that does not exist, takes as long and is never right. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. The library's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Leaves a processor for everything else: a flood of sign-ins must not starve the process. */
const RUNNING_LIMIT = Math.max(1, availableParallelism() - 1);

/** At 25 ms each, the last in the queue is served well within the 5 s of a mutation. */
const WAITING_LIMIT = 64;

/** Passwords by argon2id. */
export async function openPasswords(limits = { running: RUNNING_LIMIT, waiting: WAITING_LIMIT }): Promise<Passwords> {
  const inTurn = createTurns(limits);
  const nobody = await hash(randomBytes(16), COST);
  return {
    hash: (password) => inTurn(() => hash(password, COST)),
    verify: (known, password) =>
      inTurn(async () => {
        const right = await verify(known ?? nobody, password);
        return right && known !== null;
      }),
  };
}

/** Runs at most `running` pieces of work at once and keeps at most `waiting` more, first come, first served. */
function createTurns({ running, waiting }: { readonly running: number; readonly waiting: number }) {
  const queue: (() => void)[] = [];
  let active = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (active < running) active += 1;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw fault('UNAVAILABLE', 'Too many people sign in at once. Try again in a moment.');
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) active -= 1;
      else next();
    }
  };
}
