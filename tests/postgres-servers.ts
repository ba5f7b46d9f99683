import { ownerUrlOf, roleOf } from '../runtime/database/domain-database.ts';
import { type EmbeddedPostgres, startPostgres } from '../runtime/embedded/postgres.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';

/** Two PostgreSQL servers that know nothing of each other, and can replicate. */
export interface PostgresServers {
  /** The owners' addresses: of the database that domains share, and of another. */
  readonly sharedUrl: string;
  readonly ownUrl: string;
  close(): Promise<void>;
}

/** Starts both. The domains that `environment` gives an owner of their own are migrated there, all others on the first. */
export async function openPostgresServers(
  environmentOf: (ownUrl: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<PostgresServers> {
  const folders = [makeTemporaryFolder(), makeTemporaryFolder()] as const;
  const start = async (dataDir: string): Promise<EmbeddedPostgres> => {
    const started = await startPostgres({ dataDir, log: () => undefined, durable: false, isPublisher: true });
    recordEngine(dataDir, started.pid);
    return started;
  };
  const [shared, own] = await Promise.all([start(folders[0]), start(folders[1])]);
  const configuration = loadConfiguration('serve', {
    DATABASE_SECRET: process.env['DATABASE_SECRET'],
    ...environmentOf(own.url),
  });
  await migrateAll({
    ownerUrl: shared.url,
    ownerUrlOf: (domain) => ownerUrlOf(configuration, domain, shared.url),
    domains: readSupergraphConfig().map(({ name }) => name),
    roleOf: (domain) => roleOf(configuration, domain),
  });
  return {
    sharedUrl: shared.url,
    ownUrl: own.url,
    async close() {
      await Promise.all([shared.stop(), own.stop()]);
      await Promise.all(folders.map(removeTemporaryFolder));
    },
  };
}
