import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { ImportError } from './import-error.ts';
import type { FileMap } from './map-schema.ts';
import { readLineBlocks } from './scan-file.ts';

/** A row of a dump as it stands there, or why it is none. */
export type DumpRow = { readonly line: number } & (
  | { readonly record: Readonly<Record<string, unknown>> }
  | { readonly reason: string }
);

/** Characters of one row of CSV: a quote that is not closed ends there. */
const MAX_ROW_LENGTH = 8_388_608;

/**
 * Reads the rows of a file, each with the line it begins at.
 *
 * @throws an `ImportError` where the file is not CSV any more: nobody can say where the next row begins.
 */
export const readRows = (path: string, { format, delimiter }: Pick<FileMap, 'format' | 'delimiter'>) =>
  format === 'csv' ? readCsv(path, delimiter) : readJsonLines(path);

async function* readCsv(path: string, delimiter: string): AsyncGenerator<DumpRow> {
  const input = createReadStream(path);
  const parser = parse({
    ...{ delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true },
    ...{ record_delimiter: ['\r\n', '\n'], max_record_size: MAX_ROW_LENGTH },
  });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let columns: readonly string[] | null = null;
  let surplus = 0;
  try {
    for await (const { record, info } of parser) {
      const values: readonly string[] = record;
      const text = values.join('');
      // The parser counts a line break of two characters within quotes twice.
      surplus += occurrences(text, '\r\n');
      const line = info.lines - surplus - occurrences(text, '\n');
      if (columns === null) columns = columnsOf(path, values);
      else yield { line, ...recordOf(columns, values) };
    }
  } catch (error) {
    throw new ImportError(`${path}: ${describe(error)}`);
  } finally {
    input.destroy();
  }
}

// Not the parser's own message, which may hold a part of the row.
function describe(error: unknown): string {
  if (error instanceof ImportError) return error.message;
  if (!(error instanceof CsvError)) return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  const { code } = error;
  const lines: unknown = Reflect.get(error, 'lines');
  return `the file is not CSV near line ${String(lines)}: ${code.toLowerCase().replaceAll('_', ' ').replace('csv ', '')}`;
}

function columnsOf(path: string, names: readonly string[]): readonly string[] {
  const columns = names.map((name) => name.trim());
  const repeated = columns.find((name, at) => columns.indexOf(name) !== at);
  if (repeated !== undefined) throw new ImportError(`${path}:1: the column "${repeated}" occurs twice`);
  return columns;
}

function recordOf(
  columns: readonly string[],
  values: readonly string[],
): { readonly record: Readonly<Record<string, unknown>> } | { readonly reason: string } {
  if (values.length !== columns.length)
    return { reason: `The row has ${values.length} columns, and the header ${columns.length}.` };
  return { record: Object.fromEntries(columns.map((name, at) => [name, values[at]])) };
}

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

async function* readJsonLines(path: string): AsyncGenerator<DumpRow> {
  for await (const { line: first, bytes } of readLineBlocks(path)) {
    const lines = bytes.toString('utf8').split('\n');
    for (const [at, text] of lines.entries()) {
      const trimmed = text.replace('\uFEFF', '').trim();
      if (trimmed !== '') yield { line: first + at, ...parseLine(trimmed) };
    }
  }
}

function parseLine(text: string): { readonly record: Readonly<Record<string, unknown>> } | { readonly reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { record: value } : { reason: 'The line is not a JSON object.' };
  } catch {
    return { reason: 'The line is not JSON.' };
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
