import { types } from 'node:util';
import type { ImportProgress } from '../../runtime/import/import-progress.ts';
import type { ImportOutcome } from '../../runtime/import/import-row.ts';
import { retryTransient } from '../../runtime/resilience/retry-transient.ts';
import type { ConvertedRow, RefusedRow } from './convert-row.ts';
import type { FileRun } from './file-run.ts';
import type { ReportedRow } from './refusal-report.ts';

/** Rows of which it is known what is refused before anything is stored. */
export interface Settlement {
  readonly batch: readonly (ConvertedRow | RefusedRow)[];
  readonly accepted: readonly ConvertedRow[];
  /** Reasons of refusals by line. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Names of what differs in stored rows, by id. */
  readonly changes: ReadonlyMap<string, string>;
}

const MAX_ATTEMPTS = 5;

/**
 * Stores what is accepted, with the progress after it, and reports the rest. Where the database refuses the data, the halves are
 * stored one after the other until the row that is the cause is by itself, and refused.
 */
export async function storeBatch(
  run: FileRun,
  settlement: Settlement,
  before: ImportProgress,
): Promise<ImportProgress> {
  const { batch, accepted } = settlement;
  let after = before;
  const settle = (outcomes: readonly ImportOutcome[]): ImportProgress => {
    const reported = reportOf(settlement, outcomes);
    // Before the commit: a run that ends in between reports these lines once more, and loses none.
    run.report.write(reported);
    after = progressAfter(before, settlement, outcomes, reported);
    return after;
  };
  try {
    await (run.isDryRun ? rehearse(run, accepted, settle) : write(run, accepted, settle));
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (batch.length === 1) return storeBatch(run, refuseAll(settlement), before);
    const middle = Math.ceil(batch.length / 2);
    const first = await storeBatch(run, partOf(settlement, 0, middle), before);
    return storeBatch(run, partOf(settlement, middle, batch.length), first);
  }
  run.report.settle();
  return after;
}

type Settle = (outcomes: readonly ImportOutcome[]) => ImportProgress;

async function write({ importer, position }: FileRun, rows: readonly ConvertedRow[], settle: Settle): Promise<void> {
  let attempts = 0;
  await retryTransient(
    () => {
      attempts += 1;
      return importer.write(rows, position, settle);
    },
    { isOpen: () => attempts < MAX_ATTEMPTS },
  );
}

/** Rows that refer to what a dry run has not stored are only looked at by themselves. */
async function rehearse(
  { importer, references }: FileRun,
  rows: readonly ConvertedRow[],
  settle: Settle,
): Promise<void> {
  const complete = rows.filter((row) => references.areStored(row.references));
  const outcomes = complete.length === 0 ? [] : await importer.rehearse(complete);
  const byLine = new Map(complete.map(({ line }, at) => [line, outcomes[at]]));
  const all = rows.map(({ line }) => byLine.get(line) ?? 'inserted');
  for (const [at, outcome] of all.entries()) {
    const id = rows[at]?.id;
    if (id !== undefined && typeof outcome === 'string') references.noteAccepted(id);
  }
  settle(all);
}

/** PostgreSQL: a value that a type or a constraint does not allow (classes 22 and 23). */
const isDataError = (error: unknown): boolean =>
  types.isNativeError(error) && /^2[23]/.test(String(Reflect.get(error, 'code')));

function refuseAll({ batch }: Settlement): Settlement {
  const reasons = batch.map((row): [number, string] => [
    row.line,
    'reason' in row ? row.reason : 'The database does not take this row: it breaks a rule of a table.',
  ]);
  return { batch, accepted: [], reasons: new Map(reasons), changes: new Map() };
}

function partOf({ batch, accepted, ...rest }: Settlement, from: number, to: number): Settlement {
  const part = batch.slice(from, to);
  const lines = new Set(part.map(({ line }) => line));
  return { ...rest, batch: part, accepted: accepted.filter(({ line }) => lines.has(line)) };
}

function reportOf(
  { batch, accepted, reasons, changes }: Settlement,
  outcomes: readonly ImportOutcome[],
): readonly ReportedRow[] {
  const byLine = new Map(accepted.map(({ line }, at) => [line, outcomes[at]]));
  return batch.flatMap((row): ReportedRow[] => {
    const { line, oldId } = row;
    const outcome = byLine.get(line);
    const reason = typeof outcome === 'object' ? outcome.reason : reasons.get(line);
    if (reason !== undefined) return [{ line, oldId, outcome: 'refused', reason }];
    const change = outcome === 'present' && 'id' in row ? changes.get(row.id) : undefined;
    return change === undefined
      ? []
      : [{ line, oldId, outcome: 'changed', reason: `Stored before, and changed since: ${change}.` }];
  });
}

function progressAfter(
  before: ImportProgress,
  { batch }: Settlement,
  outcomes: readonly ImportOutcome[],
  reported: readonly ReportedRow[],
): ImportProgress {
  const changed = reported.filter(({ outcome }) => outcome === 'changed').length;
  return {
    ...before,
    line: batch.at(-1)?.line ?? before.line,
    rows: before.rows + batch.length,
    inserted: before.inserted + outcomes.filter((outcome) => outcome === 'inserted').length,
    present: before.present + outcomes.filter((outcome) => outcome === 'present').length - changed,
    changed: before.changed + changed,
    refused: before.refused + reported.length - changed,
  };
}
