import { collectDefaultMetrics, Registry } from 'prom-client';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess, type Process } from '../runtime/process/open-process.ts';
import { loadCallerKeys } from '../runtime/serve/caller-keys.ts';
import { createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import { type Configuration, disableVendorTelemetry, loadConfiguration } from '../runtime/settings/configuration.ts';
import { ConfigurationError } from '../runtime/settings/configuration-error.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { Subgraph } from '../runtime/subgraph/subgraph.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { requireDatabase } from './require-database.ts';
import { closeOnSignal, reportFailure, WRONG_SETTING_EXIT_CODE } from './run-command.ts';
import { SUPERVISED, serveAll } from './serve-all.ts';

const USAGE = 'usage: npm run serve -- gateway | all | <subgraph>';

disableVendorTelemetry();
const words = process.argv.slice(2);
const isSupervised = words.at(-1) === SUPERVISED;
await main(isSupervised ? words.slice(0, -1) : words).catch((error: unknown) =>
  reportFailure(error, isSupervised ? WRONG_SETTING_EXIT_CODE : 1),
);

async function main([target, ...rest]: readonly string[]): Promise<void> {
  if (target === undefined || rest.length > 0) throw new Error(USAGE);
  const configuration = loadConfiguration('serve');
  if (target === 'gateway') return serveGateway(configuration);
  const entries = readSupergraphConfig();
  const names = entries.map(({ name }) => name);
  // In a fresh clone there are none yet. Before processes are started that would all make them.
  await generateClients({ domains: target === 'all' ? names : names.filter((name) => name === target) });
  if (target === 'all')
    return serveAll({
      configuration,
      entries,
      log: openLog('serve', configuration.logLevel, 1, configuration.logFormat),
    });
  if (!names.includes(target))
    throw new Error(`no subgraph is named ${target}; supergraph.yaml lists ${names.join(', ')}`);
  await serveOne(configuration, target);
}

function connect(configuration: Configuration, name: string, metrics: Registry): Process {
  if (configuration.redisUrl === null) throw new ConfigurationError('REDIS_URL: must be set; serve starts no engines');
  return openProcess({
    configuration,
    databaseUrl: configuration.databaseUrl,
    redisUrl: configuration.redisUrl,
    subgraphs: readSupergraphConfig(),
    log: openLog(name, configuration.logLevel, 1, configuration.logFormat),
    metrics,
  });
}

function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

async function serveGateway(configuration: Configuration): Promise<void> {
  const { openProjectGateway, openStandaloneGateway } = await import('../gateway/open-project-gateway.ts');
  const surroundings = {
    configuration,
    log: openLog('gateway', configuration.logLevel, 1, configuration.logFormat),
    registry: openRegistry(),
    explorer: null,
  };
  if (configuration.supergraphFile !== null) {
    const gateway = await openStandaloneGateway(surroundings, configuration.supergraphFile);
    surroundings.log.info({ url: gateway.url }, 'gateway is ready');
    closeOnSignal(() => gateway.close());
    return;
  }
  await generateClients();
  const running = connect(configuration, 'gateway', surroundings.registry);
  const gateway = await openProjectGateway(surroundings, { process: running, entries: readSupergraphConfig() });
  surroundings.log.info({ url: gateway.url }, 'gateway is ready');
  closeOnSignal(async () => {
    await gateway.close();
    await running.close();
  });
}

async function serveOne(configuration: Configuration, name: string): Promise<void> {
  const domains = await readDomainSettings(readSupergraphConfig().filter((entry) => entry.name === name));
  requireSettings(configuration, { domains, signsCallers: configuration.callerKeys === null });
  const keys = await loadCallerKeys(configuration);
  const registry = openRegistry();
  const running = connect(configuration, name, registry);
  await requireDatabase(configuration, name);
  const host = running.hostOf(name);
  const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
  const open = await subgraph.open(host);
  await open.ready().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : String(error);
    throw new Error(`the database of ${name} cannot be used: ${reason}`);
  });
  const verifier = createCallerVerifier(keys, name, () => new Date(), running.clocks);
  const served = await serveSubgraph({
    subgraph,
    open,
    verifier,
    host: configuration.host,
    port: configuration.port,
    log: host.log,
    metrics: () => registry.metrics(),
    clocks: running.clocks,
  });
  host.log.info({ url: served.url }, `${name} is ready`);
  closeOnSignal(async () => {
    await served.close();
    await open.close();
    await running.close();
  });
}
