import type { Configuration } from '../runtime/configuration.ts';
import { loadConfiguration } from '../runtime/configuration.ts';
import type { OpenSubgraph, Subgraph } from '../runtime/define-subgraph.ts';
import { startEngines } from '../runtime/embedded/engines.ts';
import { openLog } from '../runtime/log.ts';
import { openProcess } from '../runtime/open-process.ts';
import { readSupergraphConfig } from '../runtime/supergraph-config.ts';
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
  const engines = await startEngines({ ...configuration, log: (line) => console.error(line) });
  try {
    for (const name of domain === undefined ? names : [domain]) {
      await withDomain(configuration, engines, name, (open) =>
        action === 'list' ? list(name, open) : retry(name, open),
      );
    }
  } finally {
    await engines.stop();
  }
  return 0;
}

async function withDomain(
  configuration: Configuration,
  engines: { readonly databaseUrl: string; readonly redisUrl: string },
  name: string,
  work: (open: OpenSubgraph) => Promise<void>,
): Promise<void> {
  const log = openLog('events', configuration.logLevel, 2);
  const running = openProcess({ configuration, ...engines, subgraphs: readSupergraphConfig(), log });
  const { default: subgraph }: { default: Subgraph } = await import(`../subgraphs/${name}/index.ts`);
  const open = await subgraph.open(running.hostOf(name));
  try {
    await work(open);
  } finally {
    await open.close();
    await running.close();
  }
}

async function list(name: string, open: OpenSubgraph): Promise<void> {
  for (const { id, type, failedAt, error } of await open.deadLetters()) {
    console.log(`${name} ${failedAt.toISOString()} ${type} ${id} ${error.split('\n')[0]}`);
  }
}

async function retry(name: string, open: OpenSubgraph): Promise<void> {
  const [waiting, handled] = [(await open.deadLetters()).length, await open.retryDeadLetters()];
  if (waiting > 0) console.log(`${name}: ${handled} of ${waiting} handled`);
}
