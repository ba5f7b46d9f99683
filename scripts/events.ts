import { startEngines } from '../runtime/embedded/engines.ts';
import { openLog } from '../runtime/logging/log.ts';
import { openProcess } from '../runtime/process/open-process.ts';
import { type Configuration, loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import type { OpenSubgraph, Subgraph } from '../runtime/subgraph/subgraph.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { requireDatabase } from './require-database.ts';
import { reportFailure } from './run-command.ts';

const USAGE = `usage: npm run events -- list [<domain>]    events that could not be handled, with their errors
       npm run events -- retry [<domain>]   handle them once more`;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, domain, ...rest]: readonly string[]): Promise<number> {
  if ((action !== 'list' && action !== 'retry') || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
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
    for (const name of selected) {
      found += await withDomain(configuration, engines, name, (open) =>
        action === 'list' ? list(name, open) : retry(name, open),
      );
    }
    if (found === 0) console.log(`${domain ?? 'All domains'}: every event was handled; none is waiting.`);
  } finally {
    await engines.stop();
  }
  return 0;
}

async function withDomain(
  configuration: Configuration,
  engines: { readonly databaseUrl: string; readonly redisUrl: string },
  name: string,
  work: (open: OpenSubgraph) => Promise<number>,
): Promise<number> {
  const log = openLog('events', configuration.logLevel, 2, configuration.logFormat);
  await requireDatabase(configuration, name, engines.databaseUrl).catch((error: Error) => {
    throw new Error(`${error.message}; npm run migrate prepares it`);
  });
  const running = openProcess({ configuration, ...engines, subgraphs: readSupergraphConfig(), log });
  try {
    const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
    const open = await subgraph.open(running.hostOf(name));
    return await work(open).finally(() => open.close());
  } finally {
    await running.close();
  }
}

/** Prints the dead letters of a domain and answers how many there are. */
async function list(name: string, open: OpenSubgraph): Promise<number> {
  const letters = await open.deadLetters();
  for (const { id, type, failedAt, error } of letters) {
    console.log(`${name} ${failedAt.toISOString()} ${type} ${id} ${error.split('\n')[0]}`);
  }
  return letters.length;
}

/** Handles the dead letters of a domain once more and answers how many there were. */
async function retry(name: string, open: OpenSubgraph): Promise<number> {
  const [waiting, handled] = [(await open.deadLetters()).length, await open.retryDeadLetters()];
  if (waiting > 0) console.log(`${name}: ${handled} of ${waiting} handled`);
  return waiting;
}
