import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { compress, type Encoding } from '../http/compression.ts';

/** The content and headers of a file. */
export interface StaticFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Null: not compressed. */
  readonly encoding: Encoding | null;
  /** Includes the quotes; differs by encoding. */
  readonly etag: string;
}

/** The files of one flat folder. */
export interface StaticFiles {
  /** Reads a file, compressed unless it is short; null when there is none of that name. */
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

/** Smaller files are not compressed. */
const MIN_COMPRESSED_BYTES = 1_024;

/**
 * Serves the files of a folder. Each encoding that was requested is cached in memory until the file changes: to compress
 * several megabytes for each page load would keep a CPU busy.
 */
export function openStaticFiles(directory: string): StaticFiles {
  const cached = new Map<string, { readonly version: string; readonly file: Promise<StaticFile> }>();
  return {
    async read(name, encoding) {
      // Names without separators cannot lead out of the folder.
      if (!/^[\w-]+(\.[\w-]+)+$/.test(name)) return null;
      const path = join(directory, name);
      const found = await stat(path).catch(() => null);
      if (found === null || !found.isFile()) return null;
      const version = `${found.size} ${found.mtimeMs}`;
      const encodingUsed = found.size < MIN_COMPRESSED_BYTES ? null : encoding;
      const key = `${encodingUsed} ${name}`;
      const entry = cached.get(key);
      if (entry?.version === version) return await entry.file;
      const file = load(path, encodingUsed);
      cached.set(key, { version, file });
      file.catch(() => cached.delete(key));
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
