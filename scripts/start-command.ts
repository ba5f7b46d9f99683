import type { Logger } from 'pino';
import { ownerUrlOf, roleOf } from '../runtime/database/domain-database.ts';
import { type Engines, startEngines } from '../runtime/embedded/engines.ts';
import { openLog } from '../runtime/logging/log.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { openRegistry } from '../runtime/process/open-registry.ts';
import { serveMetrics } from '../runtime/process/serve-metrics.ts';
import { type Configuration, disableVendorTelemetry, loadConfiguration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { embeddedEntries, readSupergraphConfig, type SubgraphEntry } from '../runtime/settings/supergraph-config.ts';
import { readDefinitionFlags, workerOf } from './definition-flags.ts';
import { startDemoBroadcast } from './demo-broadcast.ts';
import { startDemoFiles } from './demo-files.ts';
import { startDemoLife } from './demo-life.ts';
import { findExplorer } from './find-explorer.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { requirePort } from './require-port.ts';
import { closeOnSignal, reportFailure } from './run-command.ts';
import { DEMO_LOGINS, isEmpty, seedDemo } from './seed.ts';
import type { GoLive } from './seed-streams.ts';
import { proveItWorks } from './self-test.ts';
import { startProcess } from './start-process.ts';

/** How long a worker process may take to end what it has begun. */
const WORKER_GRACE_MS = 7_000;
const OLDEST_NODE = [22, 19] as const;

/** `npm start`. Resolves when everything is ready; a failure is printed and ends the process. */
export async function startCommand(): Promise<void> {
  disableVendorTelemetry();
  requireNode();
  await main().catch(reportFailure);
}

/** Leaves nothing behind, whether the start fails or a signal comes before it is done. */
async function main(): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  closeOnSignal(close);
  try {
    await start(loadConfiguration('start'), (closer) => void closers.push(closer));
  } catch (error) {
    // What the signal took away under the start is no failure: it ends the process itself.
    if (closing !== null) return closing;
    await close();
    throw error;
  }
}

/** One line for each stage, as the first start takes a while; standard output is for what is left to read. */
function stage(line: string): void {
  console.error(line);
}

/** Everything on a bare machine: engines, migrations, demo data, gateway and all subgraphs in this process. */
async function start(given: Configuration, onClose: (closer: () => Promise<void>) => void): Promise<void> {
  await requirePort(given);
  const log = openLog('start', given.logLevel, 2, given.logFormat);
  const { configuration, broadcast } = await startDemoBroadcast(given, { log, stage, onClose });
  const entries = readSupergraphConfig();
  // Before any engine is started: the gateway finds the rest, for what it does not embed.
  embeddedEntries(entries, configuration.embed);
  requireSettings(configuration, { domains: await readDomainSettings(entries), signsCallers: false });
  const engines = await openEngines(configuration, entries, onClose);
  stage(`Opening ${entries.length} domains and the gateway …`);
  const registry = openRegistry();
  const metrics = await serveMetrics(configuration, registry);
  onClose(() => metrics.close());
  const running = openProcess({
    configuration,
    ...engines,
    subgraphs: entries,
    log,
    metrics: registry,
    role: 'service',
  });
  onClose(() => running.close());
  engines.watch(log);
  // Imported late: the clients that the subgraphs need may have been made only now.
  const { openProjectGateway } = await import('../gateway/open-project-gateway.ts');
  const logins = configuration.seed === 'demo' ? DEMO_LOGINS : [];
  const directory = findExplorer(stage);
  const explorer = directory === null ? null : { directory, logins };
  const gateway = await openProjectGateway({ configuration, log, registry, explorer }, { process: running, entries });
  onClose(() => gateway.close());
  startWorkers(configuration, { entries, engines, log }, onClose);

  const seeded =
    configuration.seed === 'demo' && (await isEmpty(ownerUrlOf(configuration, 'auth', engines.databaseUrl)));
  if (seeded) stage('Seeding the demo world …');
  const goLive: GoLive | null = broadcast === null ? null : (...stream) => broadcast.goLive(gateway.execute, ...stream);
  const callerOf = seeded ? await seedDemo(gateway.execute, goLive) : null;
  stage('Checking a query and a subscription …');
  const signedIn = await proveItWorks(gateway.url, logins);
  if (signedIn !== null) {
    if (!seeded) await broadcast?.resume(gateway.execute, signedIn);
    const life = await startDemoLife(gateway.execute, signedIn, log);
    // Registered last and so ended first.
    onClose(() => life.close());
  }
  if (callerOf !== null) {
    const files = startDemoFiles({ execute: gateway.execute, gatewayUrl: gateway.url, callerOf }, log);
    onClose(() => files.close());
  }
  printReady(gateway.url, signedIn === null ? [] : logins);
  console.log(`Data: ${engines.dataLocation}`);
}

/** Engines that run, with all migrations. */
async function openEngines(
  configuration: Configuration,
  entries: readonly SubgraphEntry[],
  onClose: (closer: () => Promise<void>) => void,
): Promise<Engines> {
  stage('Starting PostgreSQL and Redis …');
  const starting = startEngines({ ...configuration, log: (line) => console.error(line) });
  onClose(() =>
    starting.then(
      (engines) => engines.stop(),
      () => undefined,
    ),
  );
  const [engines] = await Promise.all([starting, generateClients()]);
  stage('Migrating …');
  await migrateAll({
    ownerUrl: engines.databaseUrl,
    ownerUrlOf: (name) => ownerUrlOf(configuration, name, engines.databaseUrl),
    domains: entries.map(({ name }) => name),
    roleOf: (name) => roleOf(configuration, name),
    warn: (line) => console.error(line),
  });
  return engines;
}

function printReady(url: string, logins: typeof DEMO_LOGINS): void {
  console.log(`Ready: ${url} (explorer) and ${url}/graphql (HTTP, WebSocket, SSE)`);
  for (const { identifier, password, role } of logins)
    console.log(`Demo login${role === undefined ? '' : ` (${role})`}: ${identifier} / ${password}`);
}

/** The worker processes of domains, on a port that nobody needs to know: `/healthz` of this process says that all is well. */
function startWorkers(
  configuration: Configuration,
  { entries, engines, log }: { entries: readonly SubgraphEntry[]; engines: Engines; log: Logger },
  onClose: (closer: () => Promise<void>) => void,
): void {
  const environment = {
    DATA_DIR: configuration.dataDir,
    DATABASE_URL: engines.databaseUrl,
    REDIS_URL: engines.redisUrl,
    LOG_LEVEL: configuration.logLevel,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '',
  };
  for (const name of readDefinitionFlags(entries).hasWorkerProcess) {
    const worker = startProcess({
      name: workerOf(name),
      log,
      environment,
      onWrongSetting: () => log.error({ name: workerOf(name) }, 'a worker process cannot run: a setting is wrong'),
    });
    process.on('exit', () => worker.kill());
    onClose(() => worker.stop(WORKER_GRACE_MS));
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
