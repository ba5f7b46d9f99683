import type { ExecutionResult } from 'graphql';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ElectLeader } from '../events/leader.ts';
import type { StreamWatch } from '../events/watch-streams.ts';
import type { Caller } from '../executor/caller.ts';
import type { Streams } from '../live/durable-log.ts';
import type { Leases } from '../live/leases.ts';
import type { Signals } from '../live/signals.ts';
import type { Configuration } from '../settings/configuration.ts';

/** How long a call may take, and whether it may be sent twice. */
export interface CallOptions {
  /** At most 2,000 ms; 500 by default. Never more than the client's request has left. */
  readonly withinMs?: number;
  /** Whether a mutation may be repeated, because it carries an idempotency key. A query always may. */
  readonly isRepeatable?: boolean;
}

/**
 * Calls another domain, with the viewer or a service as caller.
 *
 * @throws a fault `UNAVAILABLE` (retryable) when the domain does not return a result without errors in time. A failed call
 * never counts as a permission. `callOutcome` says whether the domain may have acted on it.
 */
export type CallDomain = (
  domain: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
  options?: CallOptions,
) => Promise<NonNullable<ExecutionResult['data']>>;

/**
 * What a process does of a domain's background work: `service` all but what runs in a worker process, `worker` that alone,
 * `all` everything, where there is no worker process.
 */
export type ProcessRole = 'all' | 'service' | 'worker';

/** What a process lends to a domain that it opens. */
export interface Host {
  readonly role: ProcessRole;
  readonly configuration: Configuration;
  /** Names of all domains of the supergraph, in the order of `supergraph.yaml`. */
  readonly domains: readonly string[];
  /** Connects as the domain's own role to the domain's own schema. */
  readonly databaseUrl: string;
  /** The same without a pooler in between: for locks that a session holds. */
  readonly directDatabaseUrl: string;
  /** For commands. Fails at once while Redis is away: never use it where a promise of durability hangs on it. */
  readonly redis: Redis;
  /** Says when other domains have published events. */
  readonly eventStreams: StreamWatch;
  /** For work that one process of the domain does at a time. */
  readonly electLeader: ElectLeader;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly leases: Leases;
  readonly ask: CallDomain;
  readonly now: () => Date;
  readonly log: Logger;
  /** What the process shows of itself at `/metrics`. */
  readonly metrics: Registry;
}
