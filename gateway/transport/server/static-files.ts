import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { compress, type Encoding } from '../http/compression.ts';

/** A file as it is sent. */
export interface StaticFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Null: as it is on disk. */
  readonly encoding: Encoding | null;
  /** With its quotes; another for each encoding. */
  readonly etag: string;
}

/** The files of one flat folder. */
export interface StaticFiles {
  /** The file, compressed where that makes sense; null when there is none of that name. */
  read(name: string, encoding: Encoding | null): Promise<StaticFile | null>;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.ttf', 'font/ttf'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** Smaller files are sent as they are. */
const MIN_COMPRESSED_BYTES = 1_024;

/**
 * Serves the files of a folder, and keeps each form that was asked for in memory until the file changes: compressing
 * several megabytes for each page load would keep a processor busy.
 */
export function openStaticFiles(directory: string): StaticFiles {
  const kept = new Map<string, { readonly version: string; readonly file: Promise<StaticFile> }>();
  return {
    async read(name, encoding) {
      // One flat folder and plain names: nothing in a name can lead out of it.
      if (!/^[\w-]+(\.[\w-]+)+$/.test(name)) return null;
      const path = join(directory, name);
      const found = await stat(path).catch(() => null);
      if (found === null || !found.isFile()) return null;
      const version = `${found.size} ${found.mtimeMs}`;
      const form = found.size < MIN_COMPRESSED_BYTES ? null : encoding;
      const key = `${form} ${name}`;
      const known = kept.get(key);
      if (known?.version === version) return await known.file;
      const file = load(path, form);
      kept.set(key, { version, file });
      file.catch(() => kept.delete(key));
      return await file;
    },
  };
}

async function load(path: string, encoding: Encoding | null): Promise<StaticFile> {
  const content = await readFile(path);
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return {
    bytes: encoding === null ? content : await compress(content, encoding),
    type: TYPES.get(extname(path)) ?? 'application/octet-stream',
    encoding,
    etag: encoding === null ? `"${hash}"` : `"${hash}-${encoding}"`,
  };
}
