import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import { systemClock } from '../clock.ts';
import { directDatabaseUrl, domainDatabaseUrl } from '../database/domain-database.ts';
import { createElections } from '../events/leader.ts';
import { watchStreams } from '../events/watch-streams.ts';
import type { Caller } from '../executor/caller.ts';
import type { Executor } from '../executor/executor.ts';
import { createStreams } from '../live/log-streams.ts';
import { createLeases } from '../live/redis-leases.ts';
import { createSignals } from '../live/redis-signals.ts';
import { type SignalHealth, watchSignals } from '../live/signal-health.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import { createCallerSigner } from '../serve/caller-token.ts';
import { type ClockDifferences, createClockDifferences } from '../serve/clock-differences.ts';
import { createRemoteExecutor, type RemoteExecutor } from '../serve/remote-executor.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { SubgraphEntry } from '../settings/supergraph-config.ts';
import { createCallDomain } from '../subgraph/call-domain.ts';
import type { Host, ProcessRole } from '../subgraph/host.ts';

export interface ProcessOptions {
  readonly configuration: Configuration;
  /** The database owner's URL, from which the domains' own are derived; null when each is given. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string;
  readonly subgraphs: readonly Pick<SubgraphEntry, 'name' | 'routingUrl'>[];
  readonly log: Logger;
  readonly now?: () => Date;
  /** Default: `all`, for a domain without a process beside this one. */
  readonly role?: ProcessRole;
  /** What it shows of itself; by default one of its own. */
  readonly metrics?: Registry;
}

/** One process: its connections, and what it lends to the domains that it opens. */
export interface Process {
  readonly redis: RedisConnections;
  /** Whether signals come through. */
  readonly signalHealth: Pick<SignalHealth, 'isConnected'>;
  /** Clock differences of the processes that this one calls. */
  readonly clocks: ClockDifferences;
  hostOf(name: string): Host;
  /** Makes a domain that runs here reachable for the others without the wire. */
  embed(name: string, executor: Executor): void;
  /** An executor for a domain wherever it runs: here, or at `<NAME>_SUBGRAPH_URL` (a list is balanced) or its routing URL. */
  executorOf(name: string): Executor;
  /** The signed caller for a subgraph. */
  callerToken(caller: Caller, audience: string): string;
  close(): Promise<void>;
}

/** Connects a process. Nothing waits for Redis or PostgreSQL to be there. */
export function openProcess(options: ProcessOptions): Process {
  const { configuration, log } = options;
  const now = options.now ?? systemClock;
  const metrics = options.metrics ?? new Registry();
  const redis = openRedis(options.redisUrl, log);
  const signals = createSignals(redis, log);
  const signalHealth = watchSignals(redis, { onReturn: signals.resync });
  showSignals(metrics, signalHealth);
  const leases = createLeases(redis.commands, signals);
  // A wall clock may be set back, so a monotonic one measures; a clock from the options is used for both.
  const elapsedMs = options.now === undefined ? undefined : () => now().getTime();
  const streams = createStreams(signals, log, undefined, elapsedMs);
  const clocks = createClockDifferences(log);
  const electLeader = createElections(log);
  const eventStreams = watchStreams(redis);
  const embedded = new Map<string, Executor>();
  const remotes = new Map<string, RemoteExecutor>();
  let signer: ReturnType<typeof createCallerSigner> | undefined;

  const callerToken = (caller: Caller, audience: string): string => {
    signer ??= createCallerSigner(configuration.secrets.read('CALLER_SIGNING_KEY'), now, elapsedMs);
    return signer.sign(caller, audience);
  };
  const remoteOf = (name: string): RemoteExecutor => {
    const existing = remotes.get(name);
    if (existing !== undefined) return existing;
    const remote = createRemoteExecutor({
      name,
      urls: urlsOf(options, name),
      callerToken: (caller) => callerToken(caller, name),
      log,
      clock: { now, onDifference: (seconds) => clocks.note(name, seconds) },
    });
    remotes.set(name, remote);
    return remote;
  };
  const executorOf = (name: string): Executor => embedded.get(name) ?? remoteOf(name).execute;

  return {
    redis,
    signalHealth,
    clocks,
    hostOf: (name) => ({
      role: options.role ?? 'all',
      configuration,
      domains: options.subgraphs.map((subgraph) => subgraph.name),
      // Looked up where it is used: a gateway without embedded domains needs no database.
      get databaseUrl() {
        return domainDatabaseUrl(configuration, name, options.databaseUrl);
      },
      get directDatabaseUrl() {
        return directDatabaseUrl(configuration, name, options.databaseUrl);
      },
      redis: redis.commands,
      eventStreams,
      electLeader,
      signals,
      streams,
      leases,
      ask: createCallDomain({ from: name, executorOf, log, metrics }),
      now,
      log: log.child({ domain: name }),
      metrics,
    }),
    embed: (name, executor) => void embedded.set(name, executor),
    executorOf,
    callerToken,
    async close() {
      signalHealth.close();
      streams.close();
      leases.close();
      signals.close();
      await Promise.all([...remotes.values()].map((remote) => remote.close()));
      await redis.close();
    },
  };
}

function showSignals(metrics: Registry, { isConnected, roundTripMs }: SignalHealth): void {
  new Gauge({
    name: 'redis_signals_connected',
    help: 'Whether signals over Redis pub/sub come through: 1 yes, 0 no.',
    registers: [metrics],
    collect() {
      this.set(isConnected() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'redis_signals_round_trip_seconds',
    help: 'Time from publishing a signal over Redis to its return to this process.',
    registers: [metrics],
    collect() {
      this.set((roundTripMs() ?? 0) / 1_000);
    },
  });
}

function urlsOf({ configuration, subgraphs }: ProcessOptions, name: string): readonly string[] {
  const given = configuration.domainVariable(name, 'SUBGRAPH_URL');
  if (given !== undefined) return given.split(',').map((url) => url.trim());
  const subgraph = subgraphs.find((subgraph) => subgraph.name === name);
  if (subgraph === undefined)
    throw new Error(
      `No subgraph is named ${name}: supergraph.yaml lists ${subgraphs.map((subgraph) => subgraph.name).join(', ')}`,
    );
  return [subgraph.routingUrl];
}
