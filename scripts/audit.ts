import type { OpenSubgraph } from '../runtime/subgraph/subgraph.ts';
import { reportFailure } from './run-command.ts';
import { withDomains } from './with-domains.ts';

const USAGE = 'usage: npm run audit -- verify [<domain>]   verify that no audit entry was changed or removed';

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, domain, ...rest]: readonly string[]): Promise<number> {
  if (action !== 'verify' || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  return (await withDomains(domain, verify)) === 0 ? 0 : 1;
}

/** Prints the state of a domain's audit log and returns how many broken chains it has: none or one. */
async function verify(name: string, open: OpenSubgraph): Promise<number> {
  const { length, hash, brokenAt } = await open.verifyAuditChain();
  const state = brokenAt === null ? 'intact' : `BROKEN at entry ${brokenAt}`;
  console.log(`${name}: ${state}, ${length} entries${hash === '' ? '' : `, newest hash ${hash}`}`);
  return brokenAt === null ? 0 : 1;
}
