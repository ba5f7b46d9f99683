import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { createClient } from '../database/postgres-connections.ts';

const RETRY_MS = 1_000;
/** A server that does not answer for so long is taken for gone. */
const PATIENCE_MS = 3_000;
/** The lock is known to be ours as long as its connection answers; it is asked this often. */
const WATCH_MS = 5_000;

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
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
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
      // A server that is gone without a word does not answer a farewell either.
      await Promise.race([client.end().catch(() => undefined), setTimeout(PATIENCE_MS, undefined, { ref: false })]);
    }
  };

  const campaign = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await term().catch((error: unknown) => {
        if (!stop.signal.aborted)
          options.log.warn({ err: error, lock: options.name }, 'leadership ended; standing again');
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
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [name],
    );
    if (rows[0]?.held === true) return;
    await setTimeout(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Rejects when the connection that holds the lock answers no more. */
async function watch(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await setTimeout(WATCH_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await client.query('SELECT 1');
  }
}
