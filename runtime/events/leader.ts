import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

const RETRY_MS = 1_000;

/** A candidate for leadership that can be withdrawn. */
export interface Candidate {
  /** Whether this process leads now. */
  leads(): boolean;
  /** Ends the work, gives the lock back, and resolves when both are done. */
  close(): Promise<void>;
}

/**
 * Runs `work` in exactly one process at a time: whoever holds the advisory lock `name` on its own connection. Losing the
 * connection aborts the work, and another process takes over within about a second.
 */
export function lead(options: {
  readonly databaseUrl: string;
  readonly name: string;
  readonly log: Logger;
  readonly work: (signal: AbortSignal) => Promise<void>;
}): Candidate {
  const stop = new AbortController();
  let leading = false;

  const term = async (): Promise<void> => {
    const lost = new AbortController();
    const client = new Client({
      connectionString: options.databaseUrl,
      application_name: options.name,
      keepAlive: true,
    });
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    const signal = AbortSignal.any([stop.signal, lost.signal]);
    try {
      await client.connect();
      await acquire(client, options.name, signal);
      if (signal.aborted) return;
      leading = true;
      await options.work(signal);
    } finally {
      leading = false;
      lost.abort();
      await client.end().catch(() => undefined);
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
    leads: () => leading,
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
