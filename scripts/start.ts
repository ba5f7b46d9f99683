import { createServer } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Configuration, disableVendorTelemetry, loadConfiguration } from '../runtime/configuration.ts';
import { rolePassword } from '../runtime/domain-database.ts';
import { startEngines } from '../runtime/embedded/engines.ts';
import { openLog } from '../runtime/log.ts';
import { migrateAll } from '../runtime/migrations.ts';
import { openProcess } from '../runtime/open-process.ts';
import { readSupergraphConfig } from '../runtime/supergraph-config.ts';
import { EXPLORER_DIRECTORY, ensureExplorer } from '../web/build.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { closeOnSignal, reportFailure } from './run-command.ts';
import { DEMO_LOGINS, isEmpty, seedDemo } from './seed.ts';
import { proveItWorks } from './self-test.ts';

const OLDEST_NODE = [22, 19] as const;

disableVendorTelemetry();
requireNode();
await main().catch(reportFailure);

/** Everything on a bare machine: engines, migrations, demo data, gateway and all subgraphs in this process. */
async function main(): Promise<void> {
  const configuration = loadConfiguration('start');
  await requirePort(configuration);
  const entries = readSupergraphConfig();
  const names = entries.map(({ name }) => name);
  const [engines] = await Promise.all([
    startEngines({ ...configuration, log: (line) => console.error(line) }),
    generateClients(),
    ensureExplorer(),
  ]);
  await migrateAll({
    ownerUrl: engines.databaseUrl,
    domains: names,
    passwordOf: (name) => rolePassword(configuration, name),
  }).catch(async (error: unknown) => {
    await engines.stop();
    throw error;
  });

  const log = openLog('start', configuration.logLevel);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const running = openProcess({ configuration, ...engines, subgraphs: entries, log });
  // Imported late: the clients that the subgraphs need may have been made only now.
  const { openProjectGateway } = await import('../gateway/open-project-gateway.ts');
  const logins = configuration.seed === 'demo' ? DEMO_LOGINS : [];
  const explorer = { directory: EXPLORER_DIRECTORY, logins };
  const gateway = await openProjectGateway({ configuration, log, registry, explorer }, { process: running, entries });
  const close = async (): Promise<void> => {
    await gateway.close();
    await running.close();
    await engines.stop();
  };
  closeOnSignal(close);

  try {
    const seeded = configuration.seed === 'demo' && (await isEmpty(engines.databaseUrl));
    if (seeded) await seedDemo(gateway.execute);
    const login = await proveItWorks(gateway.url, logins);
    console.log(`Ready: ${gateway.url} (explorer) and ${gateway.url}/graphql (HTTP, WebSocket, SSE)`);
    for (const { identifier, password } of login ? logins : []) console.log(`Demo login: ${identifier} / ${password}`);
    console.log(`Data: ${engines.dataLocation}`);
  } catch (error) {
    await close();
    throw error;
  }
}

function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(
    `error: Node ${process.versions.node} is too old, ${OLDEST_NODE.join('.')} or newer is needed. "npm ci" brings Node 24 where npm has it; ` +
      'elsewhere install Node 24 and start again',
  );
  process.exit(1);
}

/** Finds a taken port before engines are started for nothing. */
function requirePort({ host, port }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `PORT: ${host}:${port} is taken by another process`
            : `HOST, PORT: ${error.message}`,
        ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
