import type { Logger } from 'pino';
import { openLog } from '../runtime/logging/log.ts';
import { openRegistry } from '../runtime/process/open-registry.ts';
import { serveMetrics } from '../runtime/process/serve-metrics.ts';
import { loadCallerKeys } from '../runtime/serve/caller-keys.ts';
import { createCallerVerifier } from '../runtime/serve/caller-token.ts';
import { serveSubgraph } from '../runtime/serve/serve-subgraph.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { embeddedEntries, readSupergraphConfig, type SubgraphEntry } from '../runtime/settings/supergraph-config.ts';
import { whenReady } from '../runtime/subgraph/when-ready.ts';
import { readDefinitionFlags, workerOf } from './definition-flags.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { connect, openDomain } from './open-domain.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { requireRedis } from './require-redis.ts';
import { closeOnSignal } from './run-command.ts';
import { serveAll } from './serve-all.ts';
import { serveWorker } from './serve-worker.ts';

const USAGE = 'usage: npm run serve -- gateway | all | <subgraph> | <subgraph>-worker';

/**
 * Serves the gateway, all, one subgraph or its worker process in this process until a signal ends it. Resolves when it is ready.
 *
 * @throws an Error of one line, or a ConfigurationError with a line for each setting, before anything is opened wherever
 * the reason can be found that early.
 */
export async function serveTarget(
  [target, ...rest]: readonly string[],
  readConfiguration: () => Configuration,
): Promise<void> {
  if (target === undefined || rest.length > 0) throw new Error(USAGE);
  const configuration = readConfiguration();
  if (target === 'gateway') return serveGateway(configuration);
  const entries = readSupergraphConfig();
  const names = entries.map(({ name }) => name);
  // In a fresh clone there are none yet. Before processes are started that would all make them.
  const { hasWorkerProcess } = readDefinitionFlags(entries);
  const worker = names.find((name) => hasWorkerProcess.has(name) && target === workerOf(name));
  await generateClients({ domains: target === 'all' ? names : names.filter((name) => name === (worker ?? target)) });
  if (target === 'all')
    return serveAll({
      configuration,
      entries,
      log: openLog('serve', configuration.logLevel, 1, configuration.logFormat),
    });
  if (worker !== undefined) return serveWorker(configuration, worker);
  if (!names.includes(target))
    throw new Error(`no subgraph is named ${target}; supergraph.yaml lists ${names.join(', ')}`);
  await serveOne(configuration, target);
}

/** Says at start which embedded domains have work that a process of its own has to do. */
function warnAboutWorkers(log: Logger, embedded: readonly SubgraphEntry[]): void {
  for (const worker of [...readDefinitionFlags(embedded).hasWorkerProcess].map(workerOf))
    log.warn(`this process starts no ${worker}: run "npm run serve -- ${worker}" beside it`);
}

async function serveGateway(configuration: Configuration): Promise<void> {
  const entries = readSupergraphConfig();
  if (configuration.supergraphFile === null) await requireGateway(configuration, entries);
  const { openProjectGateway, openStandaloneGateway } = await import('../gateway/open-project-gateway.ts');
  const surroundings = {
    configuration,
    log: openLog('gateway', configuration.logLevel, 1, configuration.logFormat),
    registry: openRegistry(),
    explorer: null,
  };
  const metrics = await serveMetrics(configuration, surroundings.registry);
  if (configuration.supergraphFile !== null) {
    const gateway = await openStandaloneGateway(surroundings, configuration.supergraphFile);
    surroundings.log.info({ url: gateway.url }, 'gateway is ready');
    closeOnSignal(async () => {
      await gateway.close();
      await metrics.close();
    });
    return;
  }
  await generateClients();
  const running = connect(configuration, {
    processName: 'gateway',
    role: 'service',
    metrics: surroundings.registry,
  });
  const gateway = await openProjectGateway(surroundings, { process: running, entries });
  warnAboutWorkers(surroundings.log, embeddedEntries(entries, configuration.embed));
  surroundings.log.info({ url: gateway.url }, 'gateway is ready');
  closeOnSignal(async () => {
    await gateway.close();
    await running.close();
    await metrics.close();
  });
}

/** Importing and building the gateway takes seconds: what is missing is found before. */
async function requireGateway(configuration: Configuration, entries: readonly SubgraphEntry[]): Promise<void> {
  const embedded = embeddedEntries(entries, configuration.embed);
  const domains = await readDomainSettings(embedded);
  requireSettings(configuration, { domains, signsCallers: embedded.length < entries.length });
  requireRedis(configuration);
}

async function serveOne(configuration: Configuration, name: string): Promise<void> {
  const domains = await readDomainSettings(readSupergraphConfig().filter((entry) => entry.name === name));
  requireSettings(configuration, { domains, signsCallers: configuration.callerKeys === null });
  const keys = await loadCallerKeys(configuration);
  const opened = await openDomain(configuration, { name, processName: name, role: 'service' });
  const { subgraph, open, host, running, registry } = opened;
  const verifier = createCallerVerifier(keys, name, () => new Date(), running.clocks);
  const served = await serveSubgraph({
    subgraph,
    open,
    verifier,
    host: configuration.host,
    port: configuration.port,
    log: host.log,
    metrics: configuration.metricsPort === null ? () => registry.metrics() : null,
    clocks: running.clocks,
  });
  await whenReady([open]);
  host.log.info({ url: served.url }, `${name} is ready`);
  closeOnSignal(async () => {
    await served.close();
    await opened.close();
  });
}
