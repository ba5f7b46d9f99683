import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';

const TEMPLATE = new URL('./template/', import.meta.url);
const NAME = /^[a-z][a-z0-9]{1,30}$/;

/** A file that was written, by its path below the root. */
export interface WrittenFile {
  readonly path: string;
}

/** How many lines a file has: what a person would have had to write. */
export const countLines = (root: string, { path }: WrittenFile): number =>
  readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length;

/** Where each template goes. */
const TEMPLATES: readonly { readonly template: string; readonly target: (domain: string, stamp: string) => string }[] =
  [
    { template: 'schema.prisma', target: (domain) => `prisma/${domain}/schema.prisma` },
    {
      template: 'migration.sql',
      target: (domain, stamp) => `prisma/${domain}/migrations/${stamp}_create_${domain}/migration.sql`,
    },
    { template: 'schema.graphql', target: (domain) => `subgraphs/${domain}/schema.graphql` },
    { template: 'index.ts', target: (domain) => `subgraphs/${domain}/index.ts` },
    { template: 'context.ts', target: (domain) => `subgraphs/${domain}/context.ts` },
    { template: 'repository.ts', target: (domain) => `subgraphs/${domain}/repository.ts` },
    { template: 'resolvers.ts', target: (domain) => `subgraphs/${domain}/resolvers.ts` },
    { template: 'add-item.ts', target: (domain) => `subgraphs/${domain}/operations/add-item.ts` },
    { template: 'add-item.test.ts', target: (domain) => `subgraphs/${domain}/operations/add-item.test.ts` },
    { template: 'example.test.ts', target: (domain) => `subgraphs/${domain}/${domain}.test.ts` },
  ];

/**
 * Writes a domain of the smallest useful shape under `root`, and its line in `supergraph.yaml`.
 *
 * @throws an Error of one line when the name cannot be used, before anything is written.
 */
export function writeDomain(root: string, domain: string, now: Date): readonly WrittenFile[] {
  const configuration = join(root, 'supergraph.yaml');
  if (!NAME.test(domain)) throw new Error(`"${domain}" is not a name like wiki: small letters and digits`);
  const taken = readSupergraphConfig(configuration).some(({ name }) => name === domain);
  if (taken || existsSync(join(root, 'subgraphs', domain)) || existsSync(join(root, 'prisma', domain)))
    throw new Error(`there is a domain ${domain} already`);
  const prefix = freePrefix(root, domain);
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);

  const written = TEMPLATES.map(({ template, target }): WrittenFile => {
    const path = target(domain, stamp);
    const text = fillIn(readFileSync(new URL(`${template}.template`, TEMPLATE), 'utf8'), domain, prefix);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return { path };
  });
  addToSupergraph(configuration, domain);
  return written;
}

/** The templates are a domain `example` with the entity `ExampleItem` and ids `exm_…`. */
const fillIn = (text: string, domain: string, prefix: string): string =>
  text
    .replaceAll('exm', prefix)
    .replaceAll('example', domain)
    .replaceAll('Example', domain.charAt(0).toUpperCase() + domain.slice(1));

/** Ids begin with the first letters of the domain's name that no other domain has taken. */
function freePrefix(root: string, domain: string): string {
  const letters = domain.replaceAll(/[^a-z]/g, '').padEnd(3, 'x');
  const used = globSync('subgraphs/*/index.ts', { cwd: root }).flatMap((file) => {
    const ids = /\bids: \{([^}]*)\}/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '';
    return [...ids.matchAll(/(\w+):/g)].map(([, prefix]) => prefix);
  });
  const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
  const candidates = [
    letters.slice(0, 3),
    letters.slice(0, 4),
    ...alphabet.map((letter) => letters.slice(0, 2) + letter),
  ];
  const free = candidates.find((candidate) => !used.includes(candidate));
  if (free === undefined) throw new Error(`every id prefix that begins like ${domain} is taken`);
  return free;
}

function addToSupergraph(file: string, domain: string): void {
  const text = readFileSync(file, 'utf8').trimEnd();
  const line = `  ${domain}: { routing_url: "http://${domain}:4000/", schema: { file: subgraphs/${domain}/schema.graphql } }`;
  writeFileSync(file, `${text}\n${line}\n`);
}
