import { setTimeout as pause } from 'node:timers/promises';
import { domainDatabaseUrl } from '../../runtime/database/domain-database.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { type Answer, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { randomOf } from '../seeded-random.ts';
import { type KillablePostgres, openKillablePostgres } from './killable-postgres.ts';
import { isSettled, violations } from './money-invariants.ts';
import { type HistoryEntry, type MoneyClient, nextEntry, send } from './money-load.ts';

const PEOPLE = 6;
const WORKERS = 4;
/** Between two faults, at random up to twice as long. */
const FAULT_INTERVAL_MS = 4_000;
const SETTLE_LIMIT_MS = 180_000;

/** How long the load lasts, and what chooses operations and faults. */
export interface MoneyFaultsOptions {
  readonly seed: number;
  readonly durationMs: number;
}

/**
 * Kills wallet, payments, PostgreSQL and Redis at random under load, repeats what had no response, and checks the ledger, the
 * events and the history of the clients. Resolves to whether the invariants hold.
 */
export async function runMoneyFaults({ seed, durationMs }: MoneyFaultsOptions): Promise<boolean> {
  console.log(`faults: money, seed ${seed}`);
  const postgres = await openKillablePostgres();
  process.env['DATABASE_SECRET'] = postgres.secret;
  const database = async () => ({ ownerUrl: postgres.ownerUrl, drop: async () => undefined });
  const environment = { WALLET_WITHDRAWAL_DELAY_SECONDS: '1', LIMITS: 'off', DATABASE_SECRET: postgres.secret };
  const system = await startSystem('served', environment, database);
  try {
    const clients = await openClients(system);
    const history = await loadWithFaults(system, postgres, clients, { seed, durationMs });
    await repeatUnknown(system, history);
    await eventually(() => isSettled(postgres.ownerUrl), 'everything to be settled', SETTLE_LIMIT_MS);
    const configuration = loadConfiguration('serve', { DATABASE_SECRET: postgres.secret });
    const walletUrl = domainDatabaseUrl(configuration, 'wallet', postgres.ownerUrl);
    const found = await violations(postgres.ownerUrl, walletUrl, history);
    for (const violation of found) console.log(`VIOLATED: ${violation}`);
    console.log(found.length === 0 ? 'faults: the invariants hold' : `faults: seed ${seed} violates invariants`);
    return found.length === 0;
  } finally {
    await system.close();
    await postgres.close();
  }
}

const mutate = (person: Person, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  person.do(name, input, fields);

async function openClients({ url }: RunningSystem): Promise<MoneyClient[]> {
  const clients: MoneyClient[] = [];
  for (let nth = 0; nth < PEOPLE; nth += 1) {
    const person = await registerPerson(url, 'payer');
    const { paymentMethod } = await mutate(
      person,
      'attachPaymentMethod',
      { token: 'tok_ok', idempotencyKey: 'k' },
      'paymentMethod { id }',
    );
    const bank = { token: nth % 2 === 0 ? 'ptok_ok' : 'ptok_fail', currency: 'EUR', idempotencyKey: 'k' };
    const { payoutMethod } = await mutate(person, 'createPayoutMethod', bank, 'payoutMethod { id }');
    const { walletAccounts } = await person.ask('{ walletAccounts { id } }');
    clients.push({
      ...{ id: person.id, token: person.accessToken, accountId: walletAccounts[0].id },
      ...{ paymentMethodId: paymentMethod.id, payoutMethodId: payoutMethod.id },
    });
    await person.close();
  }
  return clients;
}

async function loadWithFaults(
  system: RunningSystem,
  postgres: KillablePostgres,
  clients: readonly MoneyClient[],
  { seed, durationMs }: MoneyFaultsOptions,
): Promise<HistoryEntry[]> {
  const history: HistoryEntry[] = [];
  const until = performance.now() + durationMs;
  const random = randomOf(seed);
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const entry = nextEntry(clients, random, `${seed}-${history.length}`);
      history.push(entry);
      await send(system.url, entry);
      if (entry.outcome === 'unknown') await pause(100);
    }
  };
  const faults = { wallet: 0, payments: 0, postgres: 0, redis: 0 };
  const breakThings = async (): Promise<void> => {
    const choose = randomOf(seed + 1);
    while (performance.now() < until) {
      await pause(FAULT_INTERVAL_MS / 2 + choose(FAULT_INTERVAL_MS * 1.5));
      const names = ['wallet', 'payments', 'postgres', 'redis'] as const;
      const name = names[choose(names.length)] ?? 'wallet';
      faults[name] += 1;
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
    `faults: ${JSON.stringify(faults)}; operations: ${history.length}, done ${outcomes.done?.length ?? 0}, refused ${
      outcomes.refused?.length ?? 0
    }, unknown ${outcomes.unknown?.length ?? 0}`,
  );
  return history;
}

/** Sends again what was left open, with its key: what happened is said again, what did not happen does now. */
async function repeatUnknown({ url }: RunningSystem, history: readonly HistoryEntry[]): Promise<void> {
  for (const entry of history) {
    for (let attempt = 0; entry.outcome === 'unknown' && attempt < 50; attempt += 1) {
      await send(url, entry);
      if (entry.outcome === 'unknown') await pause(500);
    }
  }
}
