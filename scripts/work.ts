import type { OpenSubgraph } from '../runtime/subgraph/subgraph.ts';
import { reportFailure } from './run-command.ts';
import { withDomains } from './with-domains.ts';

const USAGE = `usage: npm run work -- list [<domain>]          work that failed and is not tried again, with its errors
       npm run work -- retry [<domain>] [<id>]  try it again, behind the others of its key
       npm run work -- drop <domain> <id>       remove it for good`;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, domain, id, ...rest]: readonly string[]): Promise<number> {
  const isComplete =
    action === 'list' ? id === undefined : action === 'retry' || (action === 'drop' && id !== undefined);
  if (!isComplete || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  if (action === 'list') {
    const found = await withDomains(domain, list);
    if (found === 0) console.log(`${domain ?? 'All domains'}: no work has failed for good.`);
    return 0;
  }
  if (action === 'retry') {
    const count = await withDomains(domain, (_, { deadWork }) => deadWork.retry(id ?? null));
    console.log(`${count} to be tried again`);
    return id !== undefined && count === 0 ? 1 : 0;
  }
  const count = await withDomains(domain, async (_, { deadWork }) => ((await deadWork.drop(id ?? '')) ? 1 : 0));
  console.log(count === 1 ? `${id} dropped` : `${domain} has no failed work ${id}`);
  return count === 1 ? 0 : 1;
}

/** Prints the failed work of a domain and returns how much there is. */
async function list(name: string, { deadWork }: OpenSubgraph): Promise<number> {
  const items = await deadWork.list();
  for (const { id, kind, key, failedAt, attempts, error } of items) {
    const about = [
      name,
      failedAt.toISOString(),
      kind,
      id,
      ...(key === null ? [] : [`key ${key}`]),
      `${attempts} attempts`,
    ];
    console.log(`${about.join(' ')} ${error.split('\n')[0]}`);
  }
  return items.length;
}
