import { startEngines } from '../runtime/embedded/engines.ts';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { type Configuration, loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { OpenSubgraph, Subgraph } from '../runtime/subgraph/subgraph.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { requireDatabase } from './require-database.ts';

/**
 * Opens one domain after another, or only the one that is named, and returns the sum of what `work` counts in each.
 *
 * @throws for a domain that `supergraph.yaml` does not list, or whose database is not migrated.
 */
export async function withDomains(
  domain: string | undefined,
  work: (name: string, open: OpenSubgraph) => Promise<number>,
): Promise<number> {
  const names = readSupergraphConfig().map(({ name }) => name);
  if (domain !== undefined && !names.includes(domain))
    throw new Error(`no subgraph is named ${domain}; supergraph.yaml lists ${names.join(', ')}`);
  const configuration = loadConfiguration('start');
  const selected = domain === undefined ? names : [domain];
  // In a fresh clone there are none yet.
  await generateClients({ domains: selected });
  const engines = await startEngines({ ...configuration, log: (line) => console.error(line) });
  try {
    let found = 0;
    for (const name of selected) found += await withDomain(configuration, engines, name, (open) => work(name, open));
    return found;
  } finally {
    await engines.stop();
  }
}

async function withDomain(
  configuration: Configuration,
  engines: { readonly databaseUrl: string; readonly redisUrl: string },
  name: string,
  work: (open: OpenSubgraph) => Promise<number>,
): Promise<number> {
  const log = openLog('command', configuration.logLevel, 2, configuration.logFormat);
  await requireDatabase(configuration, name, engines.databaseUrl).catch((error: Error) => {
    throw new Error(`${error.message}; npm run migrate prepares it`);
  });
  const running = openProcess({ configuration, ...engines, subgraphs: readSupergraphConfig(), log, role: 'service' });
  try {
    const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
    const open = await subgraph.open(running.hostOf(name));
    return await work(open).finally(() => open.close());
  } finally {
    await running.close();
  }
}
