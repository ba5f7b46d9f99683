import type { ExecutionResult } from 'graphql';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Caller } from '../executor/caller.ts';
import type { Streams } from '../live/durable-log.ts';
import type { Leases } from '../live/leases.ts';
import type { Signals } from '../live/signals.ts';
import type { Configuration } from '../settings/configuration.ts';

/**
 * Asks another domain, with the viewer or a service as caller. Waits at most 500 ms.
 *
 * @throws a fault `UNAVAILABLE` (retryable) when the domain cannot be reached in time or answers with errors: a caller
 * must never read permission into a failed question.
 */
export type CallDomain = (
  domain: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
) => Promise<NonNullable<ExecutionResult['data']>>;

/** What a process lends to a domain that it opens. */
export interface Host {
  readonly configuration: Configuration;
  /** Names of all domains of the supergraph, in the order of `supergraph.yaml`. */
  readonly domains: readonly string[];
  /** Connects as the domain's own role to the domain's own schema. */
  readonly databaseUrl: string;
  /** For commands. Fails at once while Redis is away: never use it where a promise of durability hangs on it. */
  readonly redis: Redis;
  /** A further connection, for reads that block. Closed with the process. */
  readonly openBlockingRedis: () => Redis;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly leases: Leases;
  readonly ask: CallDomain;
  readonly now: () => Date;
  readonly log: Logger;
  /** What the process shows of itself at `/metrics`. */
  readonly metrics: Registry;
}
