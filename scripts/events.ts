import type { OpenSubgraph } from '../runtime/subgraph/subgraph.ts';
import { reportFailure } from './run-command.ts';
import { withDomains } from './with-domains.ts';

const USAGE = `usage: npm run events -- list [<domain>]    events that could not be handled, with their errors
       npm run events -- retry [<domain>]   handle them once more`;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, domain, ...rest]: readonly string[]): Promise<number> {
  if ((action !== 'list' && action !== 'retry') || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const found = await withDomains(domain, action === 'list' ? list : retry);
  if (found === 0) console.log(`${domain ?? 'All domains'}: every event was handled; none is waiting.`);
  return 0;
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
