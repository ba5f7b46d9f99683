import type { Logger } from 'pino';
import { openLog } from '../runtime/logging/log.ts';
import { openRegistry } from '../runtime/process/open-registry.ts';
import { serveMetrics } from '../runtime/process/serve-metrics.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { requireSettings } from '../runtime/settings/required-settings.ts';
import { embeddedEntries, readSupergraphConfig, type SubgraphEntry } from '../runtime/settings/supergraph-config.ts';
import { readDefinitionFlags, workerOf } from './definition-flags.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { connect } from './open-domain.ts';
import { readDomainSettings } from './read-domain-settings.ts';
import { requireRedis } from './require-redis.ts';
import { closeOnSignal } from './run-command.ts';

/**
 * Serves the gateway, with the domains that `EMBED` names in this process. Resolves when it is ready.
 *
 * @throws a ConfigurationError with a line for each setting, before anything is opened.
 */
export async function serveGateway(configuration: Configuration): Promise<void> {
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
  const embedded = embeddedEntries(entries, configuration.embed);
  await generateClients({ domains: embedded.map(({ name }) => name) });
  const running = connect(configuration, {
    processName: 'gateway',
    role: 'service',
    metrics: surroundings.registry,
  });
  const gateway = await openProjectGateway(surroundings, { process: running, entries });
  warnAboutWorkers(surroundings.log, embedded);
  surroundings.log.info({ url: gateway.url }, 'gateway is ready');
  closeOnSignal(async () => {
    await gateway.close();
    await running.close();
    await metrics.close();
  });
}

/** Says at start which embedded domains have work that a process of its own has to do. */
function warnAboutWorkers(log: Logger, embedded: readonly SubgraphEntry[]): void {
  for (const worker of [...readDefinitionFlags(embedded).hasWorkerProcess].map(workerOf))
    log.warn(`this process starts no ${worker}: run "npm run serve -- ${worker}" beside it`);
}

/** Importing and building the gateway takes seconds: what is missing is found before. */
async function requireGateway(configuration: Configuration, entries: readonly SubgraphEntry[]): Promise<void> {
  const embedded = embeddedEntries(entries, configuration.embed);
  const domains = await readDomainSettings(embedded);
  requireSettings(configuration, { domains, signsCallers: embedded.length < entries.length });
  requireRedis(configuration);
}
