import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A row that was not taken, or that differs from what is stored. Holds no values of the row but its id. */
export interface ReportedRow {
  readonly line: number;
  readonly oldId: string | null;
  readonly outcome: 'refused' | 'changed';
  readonly reason: string;
}

const LINE = z.object({ line: z.number() });

/** The report of one file of a dump: JSON lines, in the order of the dump. */
export interface RefusalReport {
  readonly path: string;
  /** Writes the rows of a batch in place of those that were written since the last call of `settle`. */
  write(rows: readonly ReportedRow[]): void;
  /** What is written stays. */
  settle(): void;
  close(): void;
}

/**
 * Opens the report of `file` in `folder`. What an earlier run reported of lines up to `fromLine` stays; the rest is reported
 * again, since it was written before the rows were settled.
 */
export function openRefusalReport(folder: string, file: string, fromLine: number): RefusalReport {
  const path = join(folder, `refused-${file.replaceAll('/', '-')}.jsonl`);
  mkdirSync(folder, { recursive: true });
  const previous = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const descriptor = openSync(path, 'w', 0o600);
  let settled = 0;
  let written = 0;
  const put = (text: string): void => {
    ftruncateSync(descriptor, settled);
    written = settled + (text === '' ? 0 : writeSync(descriptor, text, settled));
  };
  const settle = (): void => {
    settled = written;
  };
  const settledLines = previous.split('\n').filter((text) => isUpTo(text, fromLine));
  put(settledLines.map((text) => `${text}\n`).join(''));
  settle();
  return {
    path,
    write: (rows) => put(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    settle,
    close: () => closeSync(descriptor),
  };
}

/** False also for a line of which only a part was written. */
function isUpTo(text: string, fromLine: number): boolean {
  if (fromLine === 0 || text === '') return false;
  try {
    return LINE.parse(JSON.parse(text)).line <= fromLine;
  } catch {
    return false;
  }
}
