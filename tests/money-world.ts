import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor } from '../runtime/executor/executor.ts';
import { openLog } from '../runtime/logging/log.ts';
import { newId } from '../runtime/operations/ids.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import payments from '../subgraphs/payments/index.ts';
import wallet from '../subgraphs/wallet/index.ts';
import { clientInProcess, type DomainClient } from './domain-client.ts';
import { freshDatabase, privateRedis } from './engines.ts';
import { eventually } from './eventually.ts';
import { openSql } from './sql-meter.ts';

/** Wallet and payments in one process, with the sandbox behind payments. Every person exists. */
export interface MoneyWorld {
  readonly wallet: DomainClient;
  readonly payments: DomainClient;
  readonly databaseUrlOf: (domain: 'wallet' | 'payments') => string;
  close(): Promise<void>;
}

const answering =
  (answer: (variables: Readonly<Record<string, unknown>>) => Record<string, unknown>): Executor =>
  async ({ variables }) => ({ data: answer(variables ?? {}) });

/** Opens both on a database and a Redis of their own. */
export async function openMoneyWorld(environment: Readonly<Record<string, string>> = {}): Promise<MoneyWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'money-world-'));
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const configuration = loadConfiguration('serve', {
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    WALLET_DATABASE_URL: database.urlOf('wallet'),
    PAYMENTS_DATABASE_URL: database.urlOf('payments'),
    PUBLIC_URL: 'https://api.example',
    ...environment,
  });
  const log = openLog('money', 'silent');
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [], log });
  running.embed(
    'auth',
    answering(({ id }) => ({ user: { id } })),
  );
  await eventually(() => running.redis.commands.status === 'ready', 'Redis to be connected');
  await followOthers(database.urlOf('wallet'), 'wallet');
  await followOthers(database.urlOf('payments'), 'payments');
  const openPayments = await payments.open(running.hostOf('payments'));
  running.embed('payments', openPayments.execute);
  const openWallet = await wallet.open(running.hostOf('wallet'));
  running.embed('wallet', openWallet.execute);
  return {
    wallet: clientInProcess(wallet, openWallet),
    payments: clientInProcess(payments, openPayments),
    databaseUrlOf: (domain) => database.urlOf(domain),
    async close() {
      await Promise.all([openWallet.close(), openPayments.close()]);
      await running.close();
      await Promise.all([redis.stop(), database.drop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Has a domain follow those that are not here, and the other of the two from its first event. */
async function followOthers(databaseUrl: string, domain: string): Promise<void> {
  const { sql, close } = await openSql(databaseUrl, domain);
  const others = readSupergraphConfig()
    .map(({ name }) => name)
    .filter((name) => name !== 'wallet' && name !== 'payments');
  await sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number) SELECT name, 'test', 0 FROM unnest(${others}::text[]) AS other (name)`;
  await close();
}

/** A person with an account in EUR. */
export const newPerson = (): string => newId('usr', new Date());
