import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ImportError } from './import-error.ts';

/** Whole lines of a file. */
export interface LineBlock {
  /** Number of its first line; the first of the file is 1. */
  readonly line: number;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1_048_576;
/** Longest line; far more than any row of a table of people. */
const MAX_LINE_BYTES = 8_388_608;

/** Reads a file in blocks that end with a line. @throws an `ImportError` when it cannot be read or a line is too long. */
export async function* readLineBlocks(path: string): AsyncGenerator<LineBlock> {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: BLOCK_BYTES })) {
      const bytes: Buffer = Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      rest = bytes.subarray(end);
      if (rest.length > MAX_LINE_BYTES) throw new ImportError(`${path}:${line}: the line is longer than 8 MiB`);
      if (end === 0) continue;
      const block = bytes.subarray(0, end);
      yield { line, bytes: block };
      line += countNewlines(block);
    }
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (rest.length > 0) yield { line, bytes: rest };
}

/**
 * Reads a whole file once, before anything of it is taken. Returns its SHA-256 in hexadecimal.
 *
 * @throws an `ImportError` with the line that is not UTF-8 or holds a NUL byte.
 */
export async function scanFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const { line, bytes } of readLineBlocks(path)) {
    if (line === 1 && isUtf16(bytes)) throw new ImportError(`${path}:1: the file is UTF-16; convert it to UTF-8`);
    if (!isUtf8(bytes) || bytes.includes(0)) throw new ImportError(describeLine(path, line, bytes));
    hash.update(bytes);
  }
  return hash.digest('hex');
}

const isUtf16 = (bytes: Buffer): boolean => {
  const mark = bytes.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff';
};

function describeLine(path: string, first: number, bytes: Buffer): string {
  let line = first;
  for (let at = 0; at < bytes.length; line += 1) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline === -1 ? bytes.length : newline + 1;
    const content = bytes.subarray(at, end);
    if (!isUtf8(content)) return `${path}:${line}: the line is not UTF-8; convert the file before it is imported`;
    if (content.includes(0)) return `${path}:${line}: the line holds a NUL byte, so the file is not UTF-8 text`;
    at = end;
  }
  return `${path}:${first}: the file is not UTF-8`;
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
