import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The built explorer, within `web/`; what the gateway serves under `/explorer/`. */
export const DIST_FOLDER = 'dist';
/** Beside it, what `stampOf` gave when it was built. */
export const STAMP_FILE = 'dist.stamp';

/** What the built files depend on; the lock file stands for the packages. */
const SOURCES = [
  'build.js',
  'explorer.css',
  'explorer.js',
  'index.html',
  'licences.js',
  'package.json',
  'package-lock.json',
];

/** SHA-256 of the explorer's sources and of its built files, a line each; `folder` is `web/`. */
export function stampOf(folder: string): string {
  const built = join(folder, DIST_FOLDER);
  const names = existsSync(built) ? readdirSync(built) : [];
  return `sources ${hashOf(folder, SOURCES)}\nbuilt ${hashOf(built, names)}\n`;
}

function hashOf(folder: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    hash.update(`${name}\0`).update(existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest() : '');
  }
  return hash.digest('hex');
}
