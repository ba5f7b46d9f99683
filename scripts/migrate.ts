import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseVariables, ownerUrlOf, roleOf } from '../runtime/database/domain-database.ts';
import { startEngines } from '../runtime/embedded/engines.ts';
import { migrateAll } from '../runtime/migrations/migrations.ts';
import { draftMigration } from '../runtime/migrations/schema-drift.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';

const USAGE = `usage: npm run migrate                       every domain
       npm run migrate -- <domain>           one domain
       npm run migrate -- --print-urls       print each domain's database URL with its role and password
       npm run migrate -- new <domain> <verb_noun>   write the next migration from schema.prisma`;

/** Lends `work` the owner's address: of DATABASE_URL, else of the embedded server that npm start uses too. */
async function withDatabase<Value>(work: (ownerUrl: string) => Promise<Value>): Promise<Value> {
  const { databaseUrl, dataDir } = loadConfiguration('start');
  if (databaseUrl !== null) return work(databaseUrl);
  // Any address keeps Redis from being started, which no migration needs.
  const engines = await startEngines({ dataDir, databaseUrl: null, redisUrl: 'redis:', log: console.error });
  try {
    return await work(engines.databaseUrl);
  } finally {
    await engines.stop();
  }
}

async function migrate(domains: readonly string[]): Promise<number> {
  const configuration = loadConfiguration('start');
  const applied = await withDatabase((ownerUrl) =>
    migrateAll({
      ...{ ownerUrl, domains },
      ownerUrlOf: (domain) => ownerUrlOf(configuration, domain, ownerUrl),
      roleOf: (domain) => roleOf(configuration, domain),
      warn: (line) => console.error(`migrate: ${line}`),
    }),
  );
  for (const name of applied) console.log(name);
  console.log(applied.length === 0 ? 'migrate: nothing to apply' : `migrate: ${applied.length} applied`);
  return 0;
}

/** `2030-01-31T23:59:59.000Z` → `20300131235959`. */
const stampOf = (now: Date): string => now.toISOString().replaceAll(/\D/g, '').slice(0, 14);

async function writeNext(domain: string, verbNoun: string, now: Date): Promise<number> {
  if (!/^[a-z]+(_[a-z0-9]+)+$/.test(verbNoun)) {
    console.error(`migrate: "${verbNoun}" is not a name like add_nickname`);
    return 2;
  }
  const sql = await withDatabase((ownerUrl) =>
    draftMigration({ ownerUrl: ownerUrlOf(loadConfiguration('start'), domain, ownerUrl), domain }),
  );
  if (sql === null) {
    console.log(`migrate: prisma/${domain}/schema.prisma says nothing that its migrations do not do`);
    return 0;
  }
  const target = join('prisma', domain, 'migrations', `${stampOf(now)}_${verbNoun}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'migration.sql'), `${sql}\n`);
  console.log(`${target}/migration.sql`);
  return 0;
}

async function printUrls(domains: readonly string[]): Promise<number> {
  const configuration = loadConfiguration('start');
  for (const line of await withDatabase(async (ownerUrl) => databaseVariables(configuration, domains, ownerUrl)))
    console.log(line);
  return 0;
}

async function main([first, second, third, ...rest]: readonly string[]): Promise<number> {
  const domains = readSupergraphConfig().map(({ name }) => name);
  if (first === '--print-urls' && second === undefined) return printUrls(domains);
  const domain = first === 'new' ? second : first;
  const isCall = rest.length === 0 && (first === 'new' ? third !== undefined : second === undefined);
  if (!isCall) {
    console.error(USAGE);
    return 2;
  }
  if (domain !== undefined && !domains.includes(domain)) {
    console.error(`migrate: no subgraph "${domain}" in supergraph.yaml; there are ${domains.join(', ')}`);
    return 2;
  }
  if (first === 'new' && domain !== undefined && third !== undefined) return writeNext(domain, third, new Date());
  return migrate(domain === undefined ? domains : [domain]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message || String(error.cause ?? error.name) : String(error);
  console.error(`migrate: ${message.split('\n')[0]}`);
  process.exitCode = 1;
}
