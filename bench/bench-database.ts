import { randomBytes } from 'node:crypto';
import { domainDatabaseUrl, roleOf } from '../runtime/database/domain-database.ts';
import { startPostgres } from '../runtime/embedded/postgres.ts';
import {
  makeTemporaryFolder,
  recordEngine,
  removeTemporaryFolder,
  sweepTemporaryFolders,
} from '../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';

/** A migrated database of one benchmark, in a folder that goes with it. */
export interface BenchDatabase {
  /** Process id of the server. */
  readonly pid: number;
  /** Address of the owner of the database. */
  readonly ownerUrl: string;
  /** Address of a domain's own role. */
  urlOf(domain: string): string;
  /** Address of the tables' owner, in a domain's schema. */
  ownerUrlOf(domain: string): string;
  /** Ends the server and removes its files. */
  remove(): Promise<void>;
}

/** Starts a PostgreSQL server of its own with the schemas of `domains`; an interrupt removes it too. */
export async function startBenchDatabase(domains: readonly string[]): Promise<BenchDatabase> {
  await sweepTemporaryFolders();
  const folder = makeTemporaryFolder();
  const remove = () => removeTemporaryFolder(folder);
  const interrupted = () => void remove().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    const configuration = loadConfiguration('serve', { DATABASE_SECRET: randomBytes(32).toString('hex') });
    const postgres = await startPostgres({ dataDir: folder, log: () => {}, durable: false });
    recordEngine(folder, postgres.pid);
    await migrateAll({ ownerUrl: postgres.url, domains, roleOf: (domain) => roleOf(configuration, domain) });
    return {
      pid: postgres.pid,
      ownerUrl: postgres.url,
      urlOf: (domain) => domainDatabaseUrl(configuration, domain, postgres.url),
      ownerUrlOf: (domain) => `${postgres.url}?options=-c%20search_path%3D${domain}%2Cextensions`,
      async remove() {
        process.removeListener('SIGINT', interrupted);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
