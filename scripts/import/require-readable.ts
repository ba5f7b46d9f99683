import { join } from 'node:path';
import { readRows } from './dump-rows.ts';
import type { ImportMap } from './map-schema.ts';
import { scanFile } from './scan-file.ts';

/**
 * Reads all files of a map to their ends, and returns the hash of each by its path below `folder`.
 *
 * @throws an `ImportError` for the first that is not text in UTF-8, or is not CSV to its end.
 */
export async function requireReadable(folder: string, { files }: ImportMap): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const file of files) {
    const path = join(folder, file.file);
    hashes.set(file.file, await scanFile(path));
    if (file.format !== 'csv') continue;
    const rows = readRows(path, file);
    while ((await rows.next()).done !== true);
  }
  return hashes;
}
