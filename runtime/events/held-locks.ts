import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { createClient } from '../database/postgres-connections.ts';
import { requireSession } from '../database/require-session.ts';
import { createWakeSignal, type WakeSignal } from '../jobs/wake-signal.ts';
import type { OpenElection } from './election.ts';

/** Between attempts to get locks that another process holds, and to connect. */
const RETRY_MS = 1_000;
/** A server that does not respond for this long counts as gone. */
const SERVER_TIMEOUT_MS = 3_000;
/** This process holds its locks while the connection responds, which is checked this often. */
const CHECK_INTERVAL_MS = 5_000;

/** The locks of one process in one database. */
export interface HeldLocks {
  /** Says that an election was added, or that the work of one has ended. */
  wake(): void;
  /** Resolves when there are no elections any more and the connection is closed. */
  readonly ended: Promise<void>;
}

/**
 * Gets the locks of `elections` on one connection, and connects again while there are any. One whose role cannot connect
 * does not keep out the others: each attempt is made with the address of another.
 */
export function holdLocks(elections: ReadonlySet<OpenElection>, log: Logger): HeldLocks {
  const wakeSignal = createWakeSignal();
  const never = new AbortController().signal;
  const keepHolding = async (): Promise<void> => {
    for (let attempt = 0; elections.size > 0; attempt += 1) {
      const urls = [...new Set([...elections].map(({ databaseUrl }) => databaseUrl))];
      const url = urls[attempt % urls.length] ?? '';
      await holdOnce(url, elections, wakeSignal).catch((error: unknown) => {
        const locks = [...elections].map(({ name }) => name);
        if (locks.length > 0) log.warn({ err: error, locks }, 'leadership ended; joining the elections again');
      });
      if (elections.size > 0) await wakeSignal.wait(never, RETRY_MS);
    }
  };
  return { wake: wakeSignal.wake, ended: keepHolding() };
}

interface Term {
  readonly election: OpenElection;
  isOver: boolean;
}

/** One connection, until it is lost or nobody needs it. */
async function holdOnce(url: string, elections: ReadonlySet<OpenElection>, { wake, wait }: WakeSignal): Promise<void> {
  const lost = new AbortController();
  const config = {
    connectionString: url,
    application_name: 'leader',
    keepAlive: true,
    connectionTimeoutMillis: SERVER_TIMEOUT_MS,
    query_timeout: SERVER_TIMEOUT_MS,
  };
  const client = createClient(config, () => lost.abort());
  client.on('end', () => lost.abort());
  const terms = new Map<string, Term>();
  try {
    await client.connect();
    await requireSession(client, '<NAME>_DATABASE_DIRECT_URL');
    while (elections.size > 0 && !lost.signal.aborted) {
      await release(client, terms);
      // One of each name: to the server, the connection that has a lock may have it twice.
      const free = [...elections].filter((one) => one.isWaiting() && !terms.has(one.name));
      const waiting = new Map(free.map((one) => [one.name, one]));
      for (const name of await acquire(client, [...waiting.keys()])) {
        const election = waiting.get(name);
        if (election === undefined) continue;
        const term: Term = { election, isOver: false };
        terms.set(name, term);
        void election.runTerm(lost.signal).then(() => {
          term.isOver = true;
          wake();
        });
      }
      await wait(lost.signal, terms.size === elections.size ? CHECK_INTERVAL_MS : RETRY_MS);
    }
  } finally {
    lost.abort();
    // A server that is gone does not respond to the end of the connection either.
    await Promise.race([client.end().catch(() => undefined), setTimeout(SERVER_TIMEOUT_MS, undefined, { ref: false })]);
    for (const { election } of terms.values()) election.released();
  }
}

/** Gives back the locks whose work has ended. */
async function release(client: Client, terms: Map<string, Term>): Promise<void> {
  const over = [...terms.values()].filter(({ isOver }) => isOver);
  if (over.length === 0) return;
  await client.query('SELECT pg_advisory_unlock(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name', [
    over.map(({ election }) => election.name),
  ]);
  for (const { election } of over) {
    terms.delete(election.name);
    election.released();
  }
}

/** The names whose locks this connection has got. Rejects when the server does not respond, also without names. */
async function acquire(client: Client, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; isAcquired: boolean }>(
    'SELECT name, pg_try_advisory_lock(hashtextextended(name, 0)) AS "isAcquired" FROM unnest($1::text[]) AS name',
    [names],
  );
  return rows.filter(({ isAcquired }) => isAcquired).map(({ name }) => name);
}
