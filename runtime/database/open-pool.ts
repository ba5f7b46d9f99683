import type pg from 'pg';
import type { Logger } from 'pino';
import { createPool } from './postgres-connections.ts';

/** Connections that one process opens at most to one domain's schema, 2 to 5; the sum of all is in `docs/operations.md`. */
export const POOL_SIZE = 4;

/** A connection that nobody has used for this long is closed: longer than between polls, so that none opens it anew each time. */
const IDLE_TIMEOUT_MS = 30_000;

/** How long a request waits for a free connection before it fails as unavailable. */
export const CONNECT_TIMEOUT_MS = 3_000;

/** After so long a connection is made anew, so that no pool stays with a server that is not the primary any more. */
const MAX_LIFETIME_SECONDS = 300;

/** A pool of connections to one domain's schema. A connection that is lost is logged, and never ends the process. */
export function openPool(
  databaseUrl: string,
  schema: string,
  log?: Pick<Logger, 'warn'>,
  poolSize = POOL_SIZE,
): pg.Pool {
  const config = {
    connectionString: databaseUrl,
    max: poolSize,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
    application_name: schema,
    // Statements of one transaction that do not wait for each other are sent together.
    pipeline: true,
  };
  return createPool(config, (error) => log?.warn({ err: error, schema }, 'database connection lost'));
}
