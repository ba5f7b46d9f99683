import type { Sql } from '../database/database.ts';
import type { ImportKind } from './import-kinds.ts';

/** Whose progress it is. */
export interface ImportPosition {
  readonly source: string;
  readonly kind: ImportKind;
  /** Path below the folder of the dump. */
  readonly file: string;
}

/** How far the import of a file has come. */
export interface ImportProgress {
  /** Hash of the file and of its part of the map: another file is imported from its beginning. */
  readonly fingerprint: string;
  /** All rows that begin at this line or before are settled. */
  readonly line: number;
  readonly rows: number;
  readonly inserted: number;
  /** Stored before, and the same. */
  readonly present: number;
  /** Stored before, and different from the dump. */
  readonly changed: number;
  readonly refused: number;
  readonly isComplete: boolean;
}

/** Reads the progress; null when the file was never begun. */
export async function readProgress(sql: Sql, { source, kind, file }: ImportPosition): Promise<ImportProgress | null> {
  const [row] = await sql.$queryRaw<ImportProgress[]>`
    SELECT fingerprint, line::int, rows::int, inserted::int, present::int, changed::int, refused::int, is_complete AS "isComplete"
    FROM import_progress WHERE source = ${source} AND kind = ${kind} AND file = ${file}`;
  return row ?? null;
}

/** Records the progress, in the transaction of the rows that it counts. */
export async function recordProgress(
  sql: Sql,
  { source, kind, file }: ImportPosition,
  { fingerprint, line, rows, inserted, present, changed, refused, isComplete }: ImportProgress,
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO import_progress (source, kind, file, fingerprint, line, rows, inserted, present, changed, refused, is_complete)
    VALUES (${source}, ${kind}, ${file}, ${fingerprint}, ${line}, ${rows}, ${inserted}, ${present}, ${changed}, ${refused}, ${isComplete})
    ON CONFLICT (source, kind, file) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, line = EXCLUDED.line,
      rows = EXCLUDED.rows, inserted = EXCLUDED.inserted, present = EXCLUDED.present, changed = EXCLUDED.changed,
      refused = EXCLUDED.refused, is_complete = EXCLUDED.is_complete, updated_at = CURRENT_TIMESTAMP`;
}
