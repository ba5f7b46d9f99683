import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readSupergraphConfig } from '../../runtime/settings/supergraph-config.ts';

/** Which clients to look at. */
export interface ClientOptions {
  /** Folder of the project; default: the one Node was started in. */
  readonly root?: string;
  /** Default: every subgraph of `supergraph.yaml` that has a Prisma schema. */
  readonly domains?: readonly string[];
}

/** Prisma's command line takes one core and 150 MB each. */
const MAX_CONCURRENT_RUNS = 2;

const require = createRequire(import.meta.url);
const run = promisify(execFile);

const schemaFile = (root: string, domain: string) => join(root, 'prisma', domain, 'schema.prisma');
const clientFolder = (root: string, domain: string) => join(root, 'prisma', 'generated', domain);
const stampFile = (root: string, domain: string) => join(clientFolder(root, domain), 'stamp');

function withSchema({ root = '.', domains }: ClientOptions): string[] {
  const names = domains ?? readSupergraphConfig(join(root, 'supergraph.yaml')).map(({ name }) => name);
  return names.filter((name) => existsSync(schemaFile(root, name)));
}

/** Version of the generator and text of the schema: a client is stale when either has changed. */
function stampOf(root: string, domain: string): string {
  const manifest = readFileSync(require.resolve('@prisma/client/package.json'));
  return createHash('sha256')
    .update(manifest)
    .update(readFileSync(schemaFile(root, domain)))
    .digest('hex');
}

function isFresh(root: string, domain: string): boolean {
  const stamp = stampFile(root, domain);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root, domain);
}

/** Removes the heading and the frame that Prisma draws around its error. */
const complaint = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => line !== '' && !line.startsWith('Loaded Prisma config') && !line.startsWith('Prisma schema loaded'),
    )
    .join(' ');

/** The generator is a tool of development: an image that runs has clients instead. */
function generatorManifest(domain: string): string {
  try {
    return require.resolve('prisma/package.json');
  } catch (error) {
    const reason = 'its client is missing or older than its schema, and the generator is not installed';
    throw new Error(`prisma/${domain}: ${reason}; run npm ci and npm run generate`, { cause: error });
  }
}

async function generateOne(root: string, domain: string): Promise<void> {
  const stamp = stampOf(root, domain);
  const command = join(dirname(generatorManifest(domain)), 'build', 'index.js');
  const env = {
    PATH: '/usr/bin:/bin',
    DOMAIN: domain,
    CHECKPOINT_DISABLE: '1',
    // With any program named here Prisma does not download its schema engine, which generation does not use.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  };
  const words = [command, 'generate', '--no-hints', '--schema', schemaFile('.', domain)];
  try {
    await run(process.execPath, words, { cwd: root, env, timeout: 120_000 });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`prisma/${domain}/schema.prisma: ${complaint(output)}`, { cause: error });
  }
  mkdirSync(clientFolder(root, domain), { recursive: true });
  writeFileSync(`${stampFile(root, domain)}.new`, stamp);
  renameSync(`${stampFile(root, domain)}.new`, stampFile(root, domain));
}

/** Domains whose Prisma client is missing or older than its schema. */
export const staleClients = (options: ClientOptions = {}): string[] =>
  withSchema(options).filter((domain) => !isFresh(options.root ?? '.', domain));

/**
 * Makes the Prisma clients that are stale, under `prisma/generated/<domain>`; answers with their domains.
 *
 * @throws one line that names the schema Prisma refuses.
 */
export async function generateClients(options: ClientOptions = {}): Promise<string[]> {
  const root = options.root ?? '.';
  const stale = staleClients(options);
  const queue = [...stale];
  const work = async () => {
    for (let domain = queue.shift(); domain !== undefined; domain = queue.shift()) {
      rmSync(stampFile(root, domain), { force: true });
      await generateOne(root, domain);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_RUNS }, work));
  return stale;
}
