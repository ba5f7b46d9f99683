import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ImportedBytes } from '../../runtime/import/importer.ts';
import { ValueError } from './convert-value.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * A file that a row of the dump names, read once for its checksum. Links that lead out of the folder are not followed.
 *
 * @throws a `ValueError` for what is no file below the folder, or cannot be read.
 */
export function readBytes(folder: string, path: string): ImportedBytes {
  const real = findBelow(folder, path);
  const descriptor = openOrRefuse(real);
  try {
    if (!fstatSync(descriptor).isFile()) throw new ValueError('The path names no file.');
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let byteSize = 0;
    for (let count = -1; count !== 0; byteSize += count) {
      count = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      hash.update(chunk.subarray(0, count));
    }
    return { path: real, byteSize, checksum: hash.digest('hex') };
  } finally {
    closeSync(descriptor);
  }
}

function findBelow(folder: string, path: string): string {
  try {
    const root = realpathSync(folder);
    const real = realpathSync(join(root, path));
    const below = relative(root, real);
    if (below !== '' && below !== '..' && !below.startsWith(`..${sep}`)) return real;
  } catch {
    throw new ValueError('The folder of the dump has no such file.');
  }
  throw new ValueError('The file is not below the folder of the dump.');
}

function openOrRefuse(path: string): number {
  try {
    return openSync(path, 'r');
  } catch {
    throw new ValueError('The file cannot be read.');
  }
}
