import type { Configuration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { readDefinitionFlags, workerOf } from './definition-flags.ts';
import { generateClients } from './generate/prisma-clients.ts';

const USAGE = 'usage: npm run serve -- gateway | all | <subgraph> | <subgraph>-worker';

/**
 * Serves the gateway, all, one subgraph or its worker process in this process until a signal ends it. Resolves when it is
 * ready. Each of them is imported by itself: the process that only starts others loads neither a gateway nor a domain.
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
  if (target === 'gateway') {
    const { serveGateway } = await import('./serve-gateway.ts');
    return serveGateway(configuration);
  }
  const entries = readSupergraphConfig();
  const names = entries.map(({ name }) => name);
  // In a fresh clone there are none yet. Before processes are started that would all make them.
  const { hasWorkerProcess } = readDefinitionFlags(entries);
  const worker = names.find((name) => hasWorkerProcess.has(name) && target === workerOf(name));
  await generateClients({ domains: target === 'all' ? names : names.filter((name) => name === (worker ?? target)) });
  if (target === 'all') {
    const { serveAll } = await import('./serve-all.ts');
    return serveAll(configuration, entries);
  }
  if (worker !== undefined) {
    const { serveWorker } = await import('./serve-worker.ts');
    return serveWorker(configuration, worker);
  }
  if (!names.includes(target))
    throw new Error(`no subgraph is named ${target}; supergraph.yaml lists ${names.join(', ')}`);
  const { serveDomain } = await import('./serve-domain.ts');
  await serveDomain(configuration, target);
}
