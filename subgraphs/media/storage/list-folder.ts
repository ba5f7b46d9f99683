import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredKey } from './storage.ts';

/** The first `limit` files of a folder after the key `after`, in the order of their keys; hidden names are not keys. */
export async function listFolder(root: string, after: string | null, limit: number): Promise<readonly StoredKey[]> {
  const found: StoredKey[] = [];
  for await (const key of keysOf(root, '', after ?? '')) {
    if (found.length >= limit) break;
    const info = await stat(join(root, key)).catch(() => null);
    // Deleted while this was read.
    if (info !== null) found.push({ key, modifiedAt: info.mtime });
  }
  return found;
}

/** A folder counts with the `/` behind its name, so that the order is that of whole keys. Folders before `after` are not read. */
async function* keysOf(root: string, prefix: string, after: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .sort((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    if (!name.endsWith('/')) {
      if (name > after) yield name;
    } else if (name > after || after.startsWith(name)) yield* keysOf(root, name, after);
  }
}
