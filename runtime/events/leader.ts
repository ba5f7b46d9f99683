import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { createClient } from '../database/postgres-connections.ts';

const RETRY_MS = 1_000;
/** A server that does not respond for this long counts as gone. */
const SERVER_TIMEOUT_MS = 3_000;
/** This process holds the lock while its connection responds, which is checked this often. */
const CHECK_INTERVAL_MS = 5_000;

/** A candidate for leadership that can be withdrawn. */
export interface Election {
  /** Whether this process leads now. */
  isLeader(): boolean;
  /** Ends the work, gives the lock back, and resolves when both are done. */
  close(): Promise<void>;
}

/**
 * Runs `work` in exactly one process at a time: whoever holds the advisory lock `name` on its own connection. Losing the
 * connection aborts the work, and another process takes over within about a second.
 */
export function electLeader(options: {
  readonly databaseUrl: string;
  readonly name: string;
  readonly log: Logger;
  readonly work: (signal: AbortSignal) => Promise<void>;
}): Election {
  const stop = new AbortController();
  let leading = false;

  const term = async (): Promise<void> => {
    const lost = new AbortController();
    const config = {
      connectionString: options.databaseUrl,
      application_name: options.name,
      keepAlive: true,
      connectionTimeoutMillis: SERVER_TIMEOUT_MS,
      query_timeout: SERVER_TIMEOUT_MS,
    };
    const client = createClient(config, () => lost.abort());
    client.on('end', () => lost.abort());
    const signal = AbortSignal.any([stop.signal, lost.signal]);
    try {
      await client.connect();
      await acquire(client, options.name, signal);
      if (signal.aborted) return;
      leading = true;
      const watching = watch(client, signal).catch(() => lost.abort());
      await options.work(signal);
      lost.abort();
      await watching;
    } finally {
      leading = false;
      lost.abort();
      // A server that is gone does not respond to the end of the connection either.
      await Promise.race([
        client.end().catch(() => undefined),
        setTimeout(SERVER_TIMEOUT_MS, undefined, { ref: false }),
      ]);
    }
  };

  const campaign = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await term().catch((error: unknown) => {
        if (!stop.signal.aborted)
          options.log.warn({ err: error, lock: options.name }, 'leadership ended; joining the election again');
      });
      await setTimeout(RETRY_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
    }
  };
  const campaigning = campaign();

  return {
    isLeader: () => leading,
    async close() {
      stop.abort();
      await campaigning;
    },
  };
}

async function acquire(client: Client, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ isAcquired: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isAcquired"',
      [name],
    );
    if (rows[0]?.isAcquired === true) return;
    await setTimeout(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Rejects when the connection that holds the lock stops responding. */
async function watch(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await setTimeout(CHECK_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await client.query('SELECT 1');
  }
}
