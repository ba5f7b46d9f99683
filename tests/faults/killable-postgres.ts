import { randomBytes } from 'node:crypto';
import { roleOf } from '../../runtime/database/domain-database.ts';
import { startPostgres } from '../../runtime/embedded/postgres.ts';
import { makeTemporaryFolder, recordEngine, removeTemporaryFolder } from '../../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';
import { eventually } from '../eventually.ts';

/** A durable PostgreSQL with every domain migrated, which can be killed and started again at its address. */
export interface KillablePostgres {
  readonly ownerUrl: string;
  readonly secret: string;
  /** SIGKILL, as a crash of the machine's process would end it, and a start that recovers. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it in a folder of its own. */
export async function openKillablePostgres(): Promise<KillablePostgres> {
  const folder = makeTemporaryFolder();
  const secret = randomBytes(32).toString('hex');
  const running = await startPostgres({ dataDir: folder, log: () => undefined, durable: true });
  recordEngine(folder, running.pid);
  const configuration = loadConfiguration('serve', { DATABASE_SECRET: secret });
  await migrateAll({
    ownerUrl: running.url,
    domains: readSupergraphConfig().map(({ name }) => name),
    roleOf: (domain) => roleOf(configuration, domain),
  });
  return {
    ownerUrl: running.url,
    secret,
    async crash() {
      process.kill(running.pid, 'SIGKILL');
      await eventually(() => !running.isRunning(), 'PostgreSQL to be gone');
      await running.revive();
    },
    async close() {
      await running.stop();
      await removeTemporaryFolder(folder);
    },
  };
}
