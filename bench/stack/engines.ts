import { randomBytes } from 'node:crypto';
import { parseEnv } from 'node:util';
import { roleOf } from '../../runtime/database/domain-database.ts';
import { withClient } from '../../runtime/database/postgres-connections.ts';
import { startPostgres } from '../../runtime/embedded/postgres.ts';
import { startRedis } from '../../runtime/embedded/redis.ts';
import {
  makeTemporaryFolder,
  recordEngine,
  removeTemporaryFolder,
  sweepTemporaryFolders,
} from '../../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { renderSecrets } from '../../scripts/generate/compose-secrets.ts';
import { requiredSecrets } from '../../scripts/generate/declared-settings.ts';
import { readDomainSettings } from '../../scripts/read-domain-settings.ts';
import { fillWorld } from './fill-world.ts';
import type { WorldSize } from './people-sql.ts';

/** PostgreSQL with a world in it, and an empty Redis: servers of their own, in a folder that goes with them. */
export interface Engines {
  readonly folder: string;
  readonly databaseUrl: string;
  /** A copy of the database for the limit, whose writes must not become work of the stack. */
  readonly limitDatabaseUrl: string;
  /** Makes that copy again, of the database as it is now; nobody may be connected to either. */
  copyForLimit(): Promise<void>;
  readonly redisUrl: string;
  readonly postgresPid: number;
  readonly redisPid: number;
  /** What every process of the stack is given. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Made without writing through to the disk, then restarted as `npm start` runs PostgreSQL, with statements counted. */
export async function startStackEngines(size: WorldSize): Promise<Engines> {
  await sweepTemporaryFolders();
  const folder = makeTemporaryFolder();
  const remove = () => removeTemporaryFolder(folder);
  process.once('SIGINT', () => void remove().finally(() => process.exit(130)));
  try {
    const secret = randomBytes(32).toString('hex');
    const configuration = loadConfiguration('serve', { DATABASE_SECRET: secret });
    const domains = readSupergraphConfig().map(({ name }) => name);
    const first = await startPostgres({ dataDir: folder, log: () => {}, durable: false });
    recordEngine(folder, first.pid);
    await migrateAll({ ownerUrl: first.url, domains, roleOf: (domain) => roleOf(configuration, domain) });
    await fillWorld(first.url, size, domains);
    await withClient({ connectionString: first.url }, async (client) => {
      await client.query('CREATE EXTENSION pg_stat_statements');
      await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
    });
    await first.stop();
    const postgres = await startPostgres({ dataDir: folder, log: () => {} });
    recordEngine(folder, postgres.pid);
    const redis = await startRedis({ dataDir: null, log: () => {} });
    recordEngine(folder, redis.pid);
    return {
      folder,
      databaseUrl: postgres.url,
      limitDatabaseUrl: databaseOf(postgres.url, COPY),
      copyForLimit: () => copyDatabase(postgres.url),
      redisUrl: redis.url,
      postgresPid: postgres.pid,
      redisPid: redis.pid,
      environment: {
        DATA_DIR: folder,
        DATABASE_URL: postgres.url,
        DATABASE_SECRET: secret,
        REDIS_URL: redis.url,
        ...(await productionSecrets()),
      },
      async remove() {
        await redis.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const COPY = 'social_limit';

function databaseOf(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function copyDatabase(url: string): Promise<void> {
  await withClient({ connectionString: databaseOf(url, 'postgres') }, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${COPY} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${COPY} TEMPLATE ${new URL(url).pathname.slice(1)} STRATEGY file_copy`);
  });
}

/** What processes must be given in production, and would make for themselves otherwise. */
async function productionSecrets(): Promise<Readonly<Record<string, string>>> {
  const settings = await readDomainSettings(readSupergraphConfig());
  const given = parseEnv(renderSecrets(settings));
  const names = ['CALLER_SIGNING_KEY', ...settings.flatMap(requiredSecrets)];
  return Object.fromEntries(names.map((name) => [name, given[name] ?? '']));
}
