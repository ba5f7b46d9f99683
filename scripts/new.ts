import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { countLines, type WrittenFile, writeDomain } from './new/write-domain.ts';

const USAGE = 'usage: npm run new -- <domain>';
const GENERATE = fileURLToPath(new URL('./generate.ts', import.meta.url));
const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** The migration and the tests follow from the others. */
const isOwn = ({ path }: WrittenFile): boolean => !/\.sql$|\.test\.ts$/.test(path);

const run = (program: string, args: readonly string[], stdio: 'inherit' | 'ignore'): number =>
  spawnSync(process.execPath, [program, ...args], { stdio }).status ?? 1;

function main([domain, ...rest]: readonly string[]): number {
  if (domain === undefined || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const written = writeDomain('.', domain, new Date());
  // The order of imports and where lines break depend on the name.
  run(BIOME, ['check', '--write', ...written.map(({ path }) => path)], 'ignore');
  const counted = written.map((file) => ({ ...file, lines: countLines('.', file) }));
  for (const { path, lines } of counted) console.log(`${String(lines).padStart(4)}  ${path}`);
  const own = counted.filter(isOwn);
  const lines = own.reduce((sum, file) => sum + file.lines, 0);
  console.log(`new: ${lines} lines in ${own.length} files, beside a migration and tests; one line in supergraph.yaml`);
  return run(GENERATE, [], 'inherit');
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`new: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
