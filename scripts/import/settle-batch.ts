import { setTimeout } from 'node:timers/promises';
import type { ImportProgress } from '../../runtime/import/import-progress.ts';
import type { ConvertedRow, RefusedRow } from './convert-row.ts';
import { differencesOf } from './differences.ts';
import type { FileRun } from './file-run.ts';
import { type Settlement, storeBatch } from './store-batch.ts';

const PENDING_POLL_MS = 100;
/** Events are handled within a second; this is for a consumer that is far behind. */
const PENDING_TIMEOUT_MS = 120_000;

/** Settles rows in the order of the dump: refuses what cannot be taken, stores the rest, and returns the progress after it. */
export async function settleBatch(
  run: FileRun,
  batch: readonly (ConvertedRow | RefusedRow)[],
  before: ImportProgress,
): Promise<ImportProgress> {
  const reasons = new Map<number, string>();
  for (const row of batch) if ('reason' in row) reasons.set(row.line, row.reason);
  const rows = batch.filter((row) => 'value' in row);
  await refuseDangling(run, rows, reasons);
  await reserve(run, rows, reasons);
  const accepted = rows.filter(({ line }) => !reasons.has(line));
  await awaitPending(run, accepted);
  const changes = await changesOf(run, accepted);
  const settlement: Settlement = { batch, accepted, reasons, changes };
  return storeBatch(run, settlement, before);
}

async function refuseDangling(
  { importer, references }: FileRun,
  rows: readonly ConvertedRow[],
  reasons: Map<number, string>,
): Promise<void> {
  const unknown = await references.unknownAmong(rows.flatMap((row) => row.references));
  // A row may name one before it in the same batch.
  const earlier = new Set<string>();
  for (const row of rows) {
    const dangling = row.references.find(
      ({ kind, id }) => unknown.has(id) && !(kind === importer.kind && earlier.has(id)),
    );
    if (dangling === undefined) earlier.add(row.id);
    else reasons.set(row.line, `${dangling.field}: There is no such row among the imported ${dangling.kind}.`);
  }
}

async function reserve(
  { reservations, isDryRun }: FileRun,
  rows: readonly ConvertedRow[],
  reasons: Map<number, string>,
): Promise<void> {
  for (const reservation of reservations) {
    const parsed = rows.flatMap((row) => {
      if (reasons.has(row.line)) return [];
      const outcome = reservation.parse(row.fields);
      if (outcome.ok) return [{ ...row, value: outcome.value }];
      reasons.set(row.line, outcome.reason);
      return [];
    });
    const refusals = parsed.length === 0 ? [] : await reservation.reserve(parsed, isDryRun);
    for (const [at, reason] of refusals.entries()) {
      const line = parsed[at]?.line;
      if (reason !== null && line !== undefined) reasons.set(line, reason);
    }
  }
}

/** Waits until other domains' events have created what the rows change; what is not there then is refused by the domain. */
async function awaitPending({ importer, isDryRun }: FileRun, rows: readonly ConvertedRow[]): Promise<void> {
  if (isDryRun || rows.length === 0) return;
  for (let waited = 0; waited < PENDING_TIMEOUT_MS; waited += PENDING_POLL_MS) {
    if ((await importer.pending(rows.map(({ id }) => id))).length === 0) return;
    await setTimeout(PENDING_POLL_MS);
  }
}

async function changesOf({ importer }: FileRun, rows: readonly ConvertedRow[]): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const stored = await importer.stored(rows.map(({ id }) => id));
  return new Map(
    rows.flatMap((row) => {
      const facts = stored.get(row.id);
      const differences = facts === undefined ? [] : differencesOf(importer.facts(row), facts);
      return differences.length === 0 ? [] : [[row.id, differences.join(', ')] as const];
    }),
  );
}
