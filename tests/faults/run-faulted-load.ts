import { setTimeout as pause } from 'node:timers/promises';
import { domainDatabaseUrl } from '../../runtime/database/domain-database.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { eventually } from '../eventually.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { randomOf } from '../seeded-random.ts';
import { type KillablePostgres, openKillablePostgres } from './killable-postgres.ts';

const WORKERS = 4;
/** Between two faults, at random up to twice as long. */
const FAULT_INTERVAL_MS = 4_000;
const SETTLE_LIMIT_MS = 180_000;

/** How long the load lasts, and what chooses operations and faults. */
export interface FaultsOptions {
  readonly seed: number;
  readonly durationMs: number;
}

/** One operation, and the response that its client got: `unknown` when there was none. */
export interface LoadEntry {
  outcome: 'done' | 'refused' | 'unknown';
}

/** What clients do while things break, and what has to hold afterwards. */
export interface FaultedLoad<Client, Entry extends LoadEntry> {
  readonly name: string;
  /** Further variables of the system. */
  readonly environment: Readonly<Record<string, string>>;
  /** Domains whose processes are killed, besides PostgreSQL and Redis. */
  readonly domains: readonly string[];
  openClients(system: RunningSystem): Promise<readonly Client[]>;
  /** A random operation of a random client. */
  nextEntry(
    clients: readonly Client[],
    random: (below: number) => number,
    key: string,
    history: readonly Entry[],
  ): Entry;
  /** Sends an operation once and writes down what came of it; again with the same key. */
  send(url: string, entry: Entry): Promise<void>;
  /** Whether nothing is on its way any more. */
  isSettled(ownerUrl: string): Promise<boolean>;
  /** What contradicts the invariants; empty when nothing does. */
  violations(ownerUrl: string, walletUrl: string, history: readonly Entry[]): Promise<string[]>;
}

/**
 * Kills processes, PostgreSQL and Redis at random under load, repeats what had no response, and checks the invariants once
 * everything is settled. Resolves to whether they hold.
 */
export async function runFaultedLoad<Client, Entry extends LoadEntry>(
  load: FaultedLoad<Client, Entry>,
  options: FaultsOptions,
): Promise<boolean> {
  const { seed } = options;
  console.log(`faults: ${load.name}, seed ${seed}`);
  const postgres = await openKillablePostgres();
  process.env['DATABASE_SECRET'] = postgres.secret;
  const database = async () => ({ ownerUrl: postgres.ownerUrl, drop: async () => undefined });
  const environment = { LIMITS: 'off', DATABASE_SECRET: postgres.secret, ...load.environment };
  const system = await startSystem('served', environment, database);
  try {
    const clients = await load.openClients(system);
    const history = await loadWithFaults(load, system, postgres, clients, options);
    await repeatUnknown(load, system, history);
    await eventually(() => load.isSettled(postgres.ownerUrl), 'everything to be settled', SETTLE_LIMIT_MS);
    const configuration = loadConfiguration('serve', { DATABASE_SECRET: postgres.secret });
    const walletUrl = domainDatabaseUrl(configuration, 'wallet', postgres.ownerUrl);
    const found = await load.violations(postgres.ownerUrl, walletUrl, history);
    for (const violation of found) console.log(`VIOLATED: ${violation}`);
    console.log(found.length === 0 ? 'faults: the invariants hold' : `faults: seed ${seed} violates invariants`);
    return found.length === 0;
  } finally {
    await system.close();
    await postgres.close();
  }
}

async function loadWithFaults<Client, Entry extends LoadEntry>(
  { domains, nextEntry, send }: FaultedLoad<Client, Entry>,
  system: RunningSystem,
  postgres: KillablePostgres,
  clients: readonly Client[],
  { seed, durationMs }: FaultsOptions,
): Promise<Entry[]> {
  const history: Entry[] = [];
  const until = performance.now() + durationMs;
  const random = randomOf(seed);
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const entry = nextEntry(clients, random, `${seed}-${history.length}`, history);
      history.push(entry);
      await send(system.url, entry);
      if (entry.outcome === 'unknown') await pause(100);
    }
  };
  const names = [...domains, 'postgres', 'redis'];
  const faults = new Map(names.map((name) => [name, 0]));
  const breakThings = async (): Promise<void> => {
    const choose = randomOf(seed + 1);
    while (performance.now() < until) {
      await pause(FAULT_INTERVAL_MS / 2 + choose(FAULT_INTERVAL_MS * 1.5));
      const name = names[choose(names.length)] ?? 'redis';
      faults.set(name, (faults.get(name) ?? 0) + 1);
      if (name === 'postgres') await postgres.crash();
      else if (name === 'redis') {
        await system.redis.kill();
        await system.redis.revive();
      } else await system.killSubgraph(name);
    }
  };
  await Promise.all([...Array.from({ length: WORKERS }, work), breakThings()]);
  const outcomes = Object.groupBy(history, ({ outcome }) => outcome);
  console.log(
    `faults: ${JSON.stringify(Object.fromEntries(faults))}; operations: ${history.length}, done ${outcomes.done?.length ?? 0}, refused ${
      outcomes.refused?.length ?? 0
    }, unknown ${outcomes.unknown?.length ?? 0}`,
  );
  return history;
}

/** Sends again what was left open, with its key: what happened is said again, what did not happen does now. */
async function repeatUnknown<Client, Entry extends LoadEntry>(
  { send }: FaultedLoad<Client, Entry>,
  { url }: RunningSystem,
  history: readonly Entry[],
): Promise<void> {
  for (const entry of history) {
    for (let attempt = 0; entry.outcome === 'unknown' && attempt < 50; attempt += 1) {
      await send(url, entry);
      if (entry.outcome === 'unknown') await pause(500);
    }
  }
}
