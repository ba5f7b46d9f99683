import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { OPENAPI_FILE } from '../gateway/transport/rest/reference.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { composeSupergraph } from './compose.ts';
import { readDefinitionFlags } from './definition-flags.ts';
import { renderComposeFile } from './generate/compose-file.ts';
import { renderContracts } from './generate/contract-preamble.ts';
import { renderNotifications } from './generate/notifications.ts';
import { renderOpenApi } from './generate/openapi.ts';
import { generateClients, staleClients } from './generate/prisma-clients.ts';
import { renderResolverTypes } from './generate/resolver-types.ts';
import { renderEnvironmentExample, withSettingsTable } from './generate/settings-texts.ts';
import { readDomainSettings } from './read-domain-settings.ts';

interface Output {
  readonly file: string;
  readonly text: string;
}

async function renderSupergraph(): Promise<Output> {
  const composition = await composeSupergraph();
  if ('supergraphSdl' in composition) return { file: 'supergraph.graphql', text: composition.supergraphSdl };
  const lines = composition.errors.map(({ code, message, locations: [location] }) =>
    [location === undefined ? 'supergraph.yaml' : `${location.file}:${location.line}`, code, message].join(' '),
  );
  throw new Error(lines.join('\n'));
}

/** What follows from the settings that are declared. */
async function renderSettings(): Promise<readonly Output[]> {
  const entries = readSupergraphConfig();
  const domains = await readDomainSettings(entries);
  const documentation = 'docs/operations.md';
  return [
    { file: 'docker-compose.yml', text: renderComposeFile(domains, readDefinitionFlags(entries)) },
    { file: '.env.example', text: renderEnvironmentExample(domains) },
    { file: documentation, text: withSettingsTable(readFileSync(documentation, 'utf8'), domains) },
  ];
}

const renderRest = (): Output => ({ file: OPENAPI_FILE, text: renderOpenApi() });

const isCurrent = ({ file, text }: Output): boolean => existsSync(file) && readFileSync(file, 'utf8') === text;

/** Whole or not at all, for a running gateway watches one of these files. */
function write({ file, text }: Output): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** What is out of date. Files that are not committed and not there yet are made when they are needed: not a fault. */
async function findStale(): Promise<string[]> {
  const clients = staleClients()
    .map((domain) => `prisma/generated/${domain}`)
    .filter((folder) => existsSync(folder));
  const types = (await renderResolverTypes()).filter(({ file }) => existsSync(file));
  const outputs = [
    ...(await renderNotifications(renderContracts())),
    ...types,
    await renderSupergraph(),
    ...(await renderSettings()),
    renderRest(),
  ];
  return [...clients, ...outputs.filter((output) => !isCurrent(output)).map(({ file }) => file)];
}

async function generate(say: (line: string) => void): Promise<void> {
  const started = performance.now();
  const clients = (await generateClients()).map((domain) => `prisma/generated/${domain}`);
  const written: string[] = [...clients];
  const keep = (outputs: readonly Output[]) => {
    for (const output of outputs.filter((one) => !isCurrent(one))) {
      write(output);
      written.push(output.file);
    }
  };
  keep(await renderNotifications(renderContracts()));
  // Types before the supergraph: they help to mend a contract that does not compose.
  keep(await renderResolverTypes());
  keep(await renderSettings());
  keep([await renderSupergraph()]);
  keep([renderRest()]);
  for (const file of written) say(file);
  say(`generate: ${written.length} written in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function readFlags(): { quiet: boolean; check: boolean; clients: boolean } | null {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { quiet: flag, check: flag, clients: flag } }).values;
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (flags === null) {
    console.error('generate: usage: npm run generate [-- --quiet | --check | --clients]');
    return 2;
  }
  if (flags.check) {
    const stale = await findStale();
    for (const file of stale) console.error(`${file} is out of date: run npm run generate`);
    return stale.length === 0 ? 0 : 1;
  }
  if (flags.clients) await generateClients();
  else await generate(flags.quiet ? () => {} : console.log);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
