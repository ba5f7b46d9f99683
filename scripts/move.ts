import { parseArgs } from 'node:util';
import { roleOf } from '../runtime/database/domain-database.ts';
import { abortMove, dropOldCopy, moveDomain, planMove } from '../runtime/moves/move-domain.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { reportFailure } from './run-command.ts';

const USAGE = `usage: npm run move -- <domain>             move a domain to a database server of its own; run it again to continue
       npm run move -- <domain> --dry-run   print how far a move has come, and what prevents it
       npm run move -- <domain> --abort     give a move up before its switch
       npm run move -- <domain> --drop      drop the old copy of a domain that has been moved
       --from <url>   owner of the database that it leaves; default: DATABASE_URL
       --to <url>     owner of the new database; default: <NAME>_DATABASE_OWNER_URL`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  abort: { type: 'boolean', default: false },
  drop: { type: 'boolean', default: false },
} as const;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main(words: readonly string[]): Promise<number> {
  const parsed = readWords(words);
  const [domain, ...rest] = parsed?.positionals ?? [];
  if (parsed === null || domain === undefined || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const names = readSupergraphConfig().map(({ name }) => name);
  if (!names.includes(domain))
    throw new Error(`no subgraph is named ${domain}; supergraph.yaml lists ${names.join(', ')}`);
  const { values } = parsed;
  const configuration = loadConfiguration('start');
  const fromUrl = requireUrl(values.from ?? configuration.databaseUrl ?? undefined, '--from or DATABASE_URL');
  const variable = `${domain.toUpperCase()}_DATABASE_OWNER_URL`;
  const toUrl = requireUrl(
    values.to ?? configuration.domainVariable(domain, 'DATABASE_OWNER_URL'),
    `--to or ${variable}`,
  );
  const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
  const move = { domain, fromUrl, toUrl, role: roleOf(configuration, domain), log };
  if (values['dry-run']) return (await planMove(move)) ? 0 : 1;
  if (values.abort) await abortMove(move);
  else if (values.drop) await dropOldCopy(move);
  else {
    await moveDomain(move);
    console.log(
      `Give the processes of ${domain} the new address (${variable}, or ${domain.toUpperCase()}_DATABASE_URL)`,
    );
    console.log(`and restart them. When all is well: npm run move -- ${domain} --drop`);
  }
  return 0;
}

/** The arguments; null when there is an option that is not known, or two of what excludes each other. */
function readWords(words: readonly string[]) {
  try {
    const parsed = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
    const { abort, drop, 'dry-run': isDryRun } = parsed.values;
    return [abort, drop, isDryRun].filter(Boolean).length > 1 ? null : parsed;
  } catch {
    return null;
  }
}

/** @throws unless it is an address of PostgreSQL; the message does not repeat it, for it has a password. */
function requireUrl(text: string | undefined, name: string): string {
  const protocol = text === undefined ? undefined : URL.parse(text)?.protocol;
  if (text === undefined || (protocol !== 'postgresql:' && protocol !== 'postgres:'))
    throw new Error(`${name} must be a PostgreSQL URL`);
  return text;
}
