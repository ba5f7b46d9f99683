import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Modules that start PostgreSQL, Redis or a process of the system, beside those of `tests/` that start a process themselves. */
const STARTERS = [
  'runtime/embedded/postgres.ts',
  'runtime/embedded/redis.ts',
  'tests/command.ts',
  'tests/engines.ts',
  'tests/killable.ts',
].map((path) => resolve(path));

const TESTS_FOLDER = resolve('tests');

/** The imports of a module, except types, which do not exist when it runs. */
const IMPORTS =
  /^(?:import|export)\s+(?!type\b)[^'"]*?from '(\.[^']+)'|^import '(\.[^']+)'|\bimport\(['`](\.[^'`]+)['`]\)/gm;

/** Whether a test file reaches, by its imports and theirs, what starts an engine. */
export function needsEngines(testFile: string): boolean {
  const seen = new Set<string>();
  const waiting = [resolve(testFile)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (STARTERS.includes(path)) return true;
    if (seen.has(path) || !existsSync(path)) continue;
    seen.add(path);
    const source = readFileSync(path, 'utf8');
    if (path.startsWith(TESTS_FOLDER) && source.includes("from 'node:child_process'")) return true;
    for (const found of source.matchAll(IMPORTS)) {
      const specifier = found[1] ?? found[2] ?? found[3] ?? '';
      waiting.push(resolve(dirname(path), specifier));
    }
  }
  return false;
}
