import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { roleOf } from '../runtime/database/domain-database.ts';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { startPostgres } from '../runtime/embedded/postgres.ts';
import {
  makeTemporaryFolder,
  recordEngine,
  removeTemporaryFolder,
  sweepTemporaryFolders,
} from '../runtime/embedded/temporary-folder.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { generateClients } from '../scripts/generate/prisma-clients.ts';
import prepareEnvironment from './jest/prepare-environment.ts';

/** Jest calls it once before the first test file. */
export default async function setUp(): Promise<void> {
  await prepareEnvironment();
  // Whoever runs Jest again and again keeps one server for all runs.
  if (process.env['TEST_DATABASE_URL'] !== undefined) return;
  await Promise.all([generateClients(), sweepTemporaryFolders()]);
  const folder = makeTemporaryFolder();
  process.env['TEST_FOLDER'] = folder;
  removeOnSignal(folder);
  try {
    await startEngine(folder);
  } catch (error) {
    await removeTemporaryFolder(folder);
    throw error;
  }
}

/** Roles belong to the server, so all tests of a run share one secret, processes that they start included. */
async function startEngine(folder: string): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const postgres = await startPostgres({ dataDir: folder, log: () => {}, durable: false, maxConnections: 400 });
  recordEngine(folder, postgres.pid);
  const template = new URL(postgres.url);
  template.pathname = '/template_social';
  await withClient({ connectionString: postgres.url }, (client) => client.query('CREATE DATABASE template_social'));
  const configuration = loadConfiguration('serve', { DATABASE_SECRET: secret });
  const domains = readSupergraphConfig()
    .map(({ name }) => name)
    .filter((name) => existsSync(`prisma/${name}/schema.prisma`));
  await migrateAll({
    ownerUrl: template.href,
    domains,
    roleOf: (domain) => roleOf(configuration, domain),
  });
  process.env['DATABASE_SECRET'] = secret;
  process.env['TEST_DATABASE_URL'] = postgres.url;
}

/** Jest does not call the teardown when it is interrupted. */
function removeOnSignal(folder: string): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void removeTemporaryFolder(folder).finally(() => process.exit(code)));
  }
}
