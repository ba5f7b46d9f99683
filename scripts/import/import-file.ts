import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ImportProgress } from '../../runtime/import/import-progress.ts';
import { type ConvertedRow, convertRow, type RefusedRow } from './convert-row.ts';
import { readRows } from './dump-rows.ts';
import type { FileRun } from './file-run.ts';
import { createLineIndex, type LineIndex } from './line-index.ts';
import type { FileMap } from './map-schema.ts';
import type { OpenImports } from './open-domains.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { openRefusalReport } from './refusal-report.ts';
import { settleBatch } from './settle-batch.ts';

/** What became of the rows of a file, over all runs that it took. */
export interface FileReport extends Pick<ImportProgress, 'rows' | 'inserted' | 'present' | 'changed' | 'refused'> {
  readonly file: string;
  readonly kind: string;
  /** Line after which this run went on; 0: from the beginning. */
  readonly resumedAfter: number;
  /** How long this run took. */
  readonly seconds: number;
  /** Where the rows that were refused or have changed are listed. */
  readonly report: string;
}

/** What the files of one run share. */
export interface ImportRun {
  readonly source: string;
  readonly folder: string;
  readonly reportFolder: string;
  readonly isDryRun: boolean;
  readonly imports: OpenImports;
  readonly references: ReferenceIndex;
  /** Keys of the rows of each kind, over all of its files. */
  readonly indexOf: (name: string) => LineIndex;
}

/** Opens an index for each name that is asked for. */
export function createIndexes(): ImportRun['indexOf'] {
  const indexes = new Map<string, LineIndex>();
  return (name) => {
    const index = indexes.get(name) ?? createLineIndex();
    indexes.set(name, index);
    return index;
  };
}

/** Imports a file from where an earlier run of the same file and map has ended. `contentHash` is what `scanFile` returned. */
export async function importFile(run: ImportRun, file: FileMap, contentHash: string): Promise<FileReport> {
  const began = performance.now();
  const importer = run.imports.importerOf(file.kind);
  const position = { source: run.source, kind: file.kind, file: file.file };
  const fingerprint = createHash('sha256').update(contentHash).update(JSON.stringify(file)).digest('hex');
  const earlier = run.isDryRun ? null : await importer.progress(position);
  const isResumed = earlier !== null && !earlier.isComplete && earlier.fingerprint === fingerprint;
  let progress: ImportProgress = isResumed ? earlier : { ...NO_PROGRESS, fingerprint };
  const resumedAfter = progress.line;
  const report = openRefusalReport(run.reportFolder, run.isDryRun ? `dry-run-${file.file}` : file.file, resumedAfter);
  const fileRun: FileRun = {
    ...{ importer, position, report, references: run.references, isDryRun: run.isDryRun },
    reservations: run.imports.reservationsOf(file.kind),
  };
  let batch: (ConvertedRow | RefusedRow)[] = [];
  try {
    const rules = { source: run.source, folder: run.folder, file, importer, importerOf: run.imports.importerOf };
    for await (const row of readRows(join(run.folder, file.file), file)) {
      const converted = refuseRepeated(run, file.kind, convertRow(rules, row));
      if (row.line <= resumedAfter) continue;
      batch.push(converted);
      if (batch.length < importer.batchSize) continue;
      progress = await settleBatch(fileRun, batch, progress);
      batch = [];
    }
    if (batch.length > 0) progress = await settleBatch(fileRun, batch, progress);
    if (!run.isDryRun) await importer.write([], position, () => ({ ...progress, isComplete: true }));
  } finally {
    report.close();
  }
  const { rows, inserted, present, changed, refused } = progress;
  const seconds = (performance.now() - began) / 1_000;
  const counts = { rows, inserted, present, changed, refused };
  return { file: file.file, kind: file.kind, ...counts, resumedAfter, seconds, report: report.path };
}

const NO_PROGRESS: Omit<ImportProgress, 'fingerprint'> = {
  ...{ line: 0, rows: 0, inserted: 0, present: 0, changed: 0, refused: 0 },
  isComplete: false,
};

/** Refuses a row whose id, or a text that only one row may have, was in a row before; also rows before where a run goes on. */
function refuseRepeated(
  { indexOf }: ImportRun,
  kind: string,
  row: ConvertedRow | RefusedRow,
): ConvertedRow | RefusedRow {
  const { line, oldId } = row;
  const first = oldId === null ? null : indexOf(`${kind} id`).add(oldId, line);
  if (first !== null) return { line, oldId, reason: `id: Line ${first} has the same id.` };
  if ('reason' in row) return row;
  for (const key of row.uniqueKeys) {
    const other = indexOf(`${kind} key`).add(key, line);
    if (other !== null) return { line, oldId, reason: `Line ${other} has the same ${key.split(' ', 1)[0]}.` };
  }
  return row;
}
