import type { Logger } from 'pino';
import { createElection, type ElectionOptions, type OpenElection } from './election.ts';
import { type HeldLocks, holdLocks } from './held-locks.ts';

/** This process stands for leadership until it is closed. */
export interface Election {
  /** Whether this process leads now. */
  isLeader(): boolean;
  /** Ends the work, gives the lock back, and resolves when both are done. */
  close(): Promise<void>;
}

/**
 * Runs the work in exactly one process at a time: whoever holds the advisory lock of that name. Losing the connection that
 * holds it aborts the work, and another process takes over within about a second.
 */
export type ElectLeader = (options: ElectionOptions) => Election;

/**
 * The elections of one process. All in the same database share one connection, whose loss ends the work of all of them. It is
 * opened for the first election and closed with the last.
 */
export function createElections(log: Logger): ElectLeader {
  const byDatabase = new Map<string, { readonly elections: Set<OpenElection>; readonly locks: HeldLocks }>();
  return (options) => {
    const key = databaseOf(options.databaseUrl);
    const election = createElection(options, (error) =>
      log.warn({ err: error, lock: options.name }, 'leadership ended; joining the election again'),
    );
    const shared = byDatabase.get(key) ?? open(new Set([election]));
    const { elections, locks } = shared;
    byDatabase.set(key, shared);
    elections.add(election);
    locks.wake();
    return {
      isLeader: election.isLeader,
      async close() {
        await election.withdraw();
        elections.delete(election);
        locks.wake();
        if (elections.size > 0) return;
        if (byDatabase.get(key) === shared) byDatabase.delete(key);
        await locks.ended;
      },
    };
  };

  function open(elections: Set<OpenElection>) {
    return { elections, locks: holdLocks(elections, log) };
  }
}

/** Advisory locks belong to one database of one server, whichever role connects. */
function databaseOf(databaseUrl: string): string {
  const address = new URL(databaseUrl);
  address.username = '';
  address.password = '';
  return address.href;
}
