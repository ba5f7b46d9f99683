import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { z } from 'zod';
import type { FileSlice } from '../executor/route-response.ts';

/** Request header of a gateway that reads the files of a domain itself. Clients cannot set it. */
export const ACCEPTS_FILE_HEADER = 'x-accepts-file';
/** Response header that names bytes of a file, in place of a body. It never reaches clients. */
export const FILE_HEADER = 'x-file';

const NAMED_FILE = z.object({
  path: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});

/** The value of `FILE_HEADER`. */
export const encodeFile = ({ path, start, end }: FileSlice): string =>
  encodeURIComponent(JSON.stringify({ path, start, end }));

/**
 * Finds what a domain has named, below the folder where it keeps files. Null when it is elsewhere, also by a symbolic link,
 * when it cannot be read, and when it is not as long: a domain with a disk of its own has to send the bytes.
 */
export async function findNamedFile(folder: string, value: string): Promise<FileSlice | null> {
  try {
    const { path, start, end } = NAMED_FILE.parse(JSON.parse(decodeURIComponent(value)));
    const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
    if (!real.startsWith(root + sep)) return null;
    const info = await stat(real);
    return info.isFile() && info.size >= end ? { path: real, start, end } : null;
  } catch {
    return null;
  }
}
