import type { OpenSubgraph } from '../runtime/subgraph/subgraph.ts';
import { reportFailure } from './run-command.ts';
import { withDomains } from './with-domains.ts';

const USAGE = `usage: npm run sagas -- list [<domain>]          sagas whose step has failed, with its error
       npm run sagas -- retry [<domain>] [<id>]  run the failed step now
       npm run sagas -- abandon <domain> <id>    end the saga in the state it is in`;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, domain, id, ...rest]: readonly string[]): Promise<number> {
  const isComplete =
    action === 'list' ? id === undefined : action === 'retry' || (action === 'abandon' && id !== undefined);
  if (!isComplete || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  if (action === 'list') {
    const found = await withDomains(domain, list);
    if (found === 0) console.log(`${domain ?? 'All domains'}: no saga has failed.`);
    return 0;
  }
  if (action === 'retry') {
    const count = await withDomains(domain, (_, { failedSagas }) => failedSagas.retry(id ?? null));
    console.log(`${count} to be run again`);
    return id !== undefined && count === 0 ? 1 : 0;
  }
  const count = await withDomains(domain, async (_, { failedSagas }) =>
    (await failedSagas.abandon(id ?? '')) ? 1 : 0,
  );
  console.log(count === 1 ? `${id} abandoned` : `${domain} has no running saga ${id}`);
  return count === 1 ? 0 : 1;
}

/** Prints the failed sagas of a domain and returns how many there are. */
async function list(name: string, { failedSagas }: OpenSubgraph): Promise<number> {
  const sagas = await failedSagas.list();
  for (const { id, kind, subject, state, enteredAt, attempts, dueAt, error } of sagas) {
    const next = dueAt === null ? 'not tried again' : `tried again at ${dueAt.toISOString()}`;
    const about = `${name} ${kind} ${id} of ${subject} in ${state} since ${enteredAt.toISOString()}`;
    console.log(`${about}, ${attempts} attempts, ${next}: ${error.split('\n')[0]}`);
  }
  return sagas.length;
}
