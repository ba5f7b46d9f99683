import type { Registry } from 'prom-client';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess, type Process } from '../runtime/process/open-process.ts';
import { openRegistry } from '../runtime/process/open-registry.ts';
import { type MetricsServer, serveMetrics } from '../runtime/process/serve-metrics.ts';
import type { Configuration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { Host, ProcessRole } from '../runtime/subgraph/host.ts';
import type { OpenSubgraph, Subgraph } from '../runtime/subgraph/subgraph.ts';
import { requireDatabase } from './require-database.ts';
import { requireRedis } from './require-redis.ts';

/** A domain in a process of its own, before it serves anything. */
interface OpenDomain {
  readonly subgraph: Subgraph;
  readonly open: OpenSubgraph;
  readonly host: Host;
  readonly running: Process;
  readonly registry: Registry;
  /** Ends the domain, its connections and the port of metrics, in this order. */
  close(): Promise<void>;
}

/** Connects this process as `processName`. */
export const connect = (
  configuration: Configuration,
  { processName, role, metrics }: { processName: string; role: ProcessRole; metrics: Registry },
): Process =>
  openProcess({
    configuration,
    databaseUrl: configuration.databaseUrl,
    redisUrl: requireRedis(configuration),
    subgraphs: readSupergraphConfig(),
    log: openLog(processName, configuration.logLevel, 1, configuration.logFormat),
    metrics,
    role,
  });

/** Opens one domain in this process. @throws an Error of one line when its database or Redis cannot be used. */
export async function openDomain(
  configuration: Configuration,
  { name, processName, role }: { name: string; processName: string; role: ProcessRole },
): Promise<OpenDomain> {
  requireRedis(configuration);
  await requireDatabase(configuration, name);
  const registry = openRegistry();
  const metrics: MetricsServer = await serveMetrics(configuration, registry);
  const running = connect(configuration, { processName, role, metrics: registry });
  const host = running.hostOf(name);
  const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
  const open = await subgraph.open(host);
  await open.checkDatabase().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : String(error);
    throw new Error(`the database of ${name} cannot be used: ${reason}`);
  });
  return {
    subgraph,
    open,
    host,
    running,
    registry,
    async close() {
      await open.close();
      await running.close();
      await metrics.close();
    },
  };
}
