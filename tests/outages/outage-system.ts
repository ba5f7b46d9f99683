import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roleOf } from '../../runtime/database/domain-database.ts';
import { type EmbeddedPostgres, startPostgres } from '../../runtime/embedded/postgres.ts';
import type { EmbeddedRedis } from '../../runtime/embedded/redis.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { privateRedis } from '../engines.ts';
import { type FaultProxy, openFaultProxy } from '../fault-proxy.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';

/** A system on engines that a test may stop, and whose links it may spoil. */
export interface OutageSystem extends RunningSystem {
  readonly postgres: StoppablePostgres;
  /** Through which its processes reach Redis. */
  readonly proxy: FaultProxy;
  /** Replaces the supergraph that its gateway serves. */
  writeSupergraph(text: string): void;
}

/** A PostgreSQL that a test may stop, on the same port each time it runs. */
interface StoppablePostgres {
  stop(): Promise<void>;
  start(): Promise<void>;
}

async function openPostgres(): Promise<StoppablePostgres & { readonly ownerUrl: string; close(): Promise<void> }> {
  const folder = makeTemporaryFolder();
  const start = async (port?: number): Promise<EmbeddedPostgres> => {
    const options = { dataDir: folder, log: () => undefined, durable: false };
    const started = await startPostgres(port === undefined ? options : { ...options, port });
    recordEngine(folder, started.pid);
    return started;
  };
  let running = await start();
  const configuration = loadConfiguration('serve', { DATABASE_SECRET: process.env['DATABASE_SECRET'] });
  await migrateAll({
    ownerUrl: running.url,
    domains: readSupergraphConfig().map(({ name }) => name),
    roleOf: (domain) => roleOf(configuration, domain),
  });
  return {
    ownerUrl: running.url,
    stop: () => running.stop(),
    async start() {
      running = await start(running.port);
    },
    async close() {
      await running.stop();
      await removeTemporaryFolder(folder);
    },
  };
}

/** Redis behind a proxy: while it is killed, nothing listens at the proxy's address either. */
const behind = (proxy: FaultProxy, redis: EmbeddedRedis): EmbeddedRedis => ({
  ...redis,
  async kill() {
    await redis.kill();
    await proxy.refuse();
  },
  async revive() {
    await redis.revive();
    await proxy.accept();
  },
});

/** Starts the system on engines of its own, in a folder with a supergraph of its own. */
export async function startOutageSystem(form: 'embedded' | 'served'): Promise<OutageSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'outages-'));
  copyFileSync('supergraph.yaml', join(folder, 'supergraph.yaml'));
  copyFileSync('supergraph.graphql', join(folder, 'supergraph.graphql'));
  const [postgres, redis] = await Promise.all([openPostgres(), privateRedis()]);
  const proxy = await openFaultProxy(redis.url);
  const closeEngines = async (): Promise<void> => {
    await proxy.close();
    await Promise.all([postgres.close(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  const database = async () => ({ ownerUrl: postgres.ownerUrl, drop: async () => undefined });
  try {
    const system = await startSystem(form, { REDIS_URL: proxy.url }, database, folder);
    return {
      ...{ ...system, postgres, proxy, redis: behind(proxy, redis) },
      writeSupergraph(text) {
        const file = join(folder, 'supergraph.graphql');
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      },
      async close() {
        await system.close();
        await closeEngines();
      },
    };
  } catch (cause) {
    await closeEngines();
    throw cause;
  }
}
