import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { OpenImporter } from '../../runtime/import/import-access.ts';
import type { ImportFacts } from '../../runtime/import/import-row.ts';
import { type ConvertedRow, convertRow } from './convert-row.ts';
import { differencesOf } from './differences.ts';
import { readRows } from './dump-rows.ts';
import type { FileMap } from './map-schema.ts';
import type { OpenImports } from './open-domains.ts';

/** A row of the dump that is not stored as it stands there. */
export interface Difference {
  readonly line: number;
  readonly oldId: string | null;
  readonly reason: string;
}

/** A file compared with what is stored. Both sides have counts, sums by currency or the like, and a hash of all fields. */
export interface FileComparison {
  readonly file: string;
  readonly kind: string;
  readonly dump: Side;
  readonly stored: Side;
  /** The first of them; `differing` is their number. */
  readonly differences: readonly Difference[];
  readonly differing: number;
}

interface Side {
  readonly rows: number;
  readonly totals: Readonly<Record<string, string>>;
  readonly hash: string;
}

const BATCH_SIZE = 1_000;
const MAX_DIFFERENCES = 1_000;
/** Digits of a hash that are shown: 64 bits. */
const HASH_DIGITS = 16;

/** Compares a file of the dump with the databases, in batches. Rows that cannot be imported are differences. */
export async function verifyFile(
  { source, folder, imports }: { readonly source: string; readonly folder: string; readonly imports: OpenImports },
  file: FileMap,
): Promise<FileComparison> {
  const importer = imports.importerOf(file.kind);
  const [dump, stored] = [createSide(importer), createSide(importer)];
  const differences: Difference[] = [];
  let differing = 0;
  const report = (difference: Difference): void => {
    differing += 1;
    if (differences.length < MAX_DIFFERENCES) differences.push(difference);
  };
  const isBefore = createOrder(importer);
  const compare = async (rows: readonly ConvertedRow[]): Promise<void> => {
    const found = await importer.stored(rows.map(({ id }) => id));
    for (const row of rows) {
      const { line, oldId } = row;
      const facts = importer.facts(row);
      dump.add(row.id, facts);
      const other = found.get(row.id);
      if (other === undefined) report({ line, oldId, reason: 'The row is not stored.' });
      else {
        const names = differencesOf(facts, other);
        if (names.length > 0) report({ line, oldId, reason: `Stored otherwise: ${names.join(', ')}.` });
        if (isBefore(other)) report({ line, oldId, reason: 'Stored before a row that it follows in the dump.' });
        stored.add(row.id, partOf(other, facts));
      }
    }
  };
  const rules = { source, folder, file, importer, importerOf: imports.importerOf };
  let batch: ConvertedRow[] = [];
  for await (const row of readRows(join(folder, file.file), file)) {
    const converted = convertRow(rules, row);
    if ('reason' in converted) report(converted);
    else batch.push(converted);
    if (batch.length < BATCH_SIZE) continue;
    await compare(batch);
    batch = [];
  }
  if (batch.length > 0) await compare(batch);
  return { file: file.file, kind: file.kind, dump: dump.sum(), stored: stored.sum(), differences, differing };
}

/** Whether a stored row stands before one that was looked at earlier; kinds without an order have none that does. */
function createOrder({ order }: OpenImporter): (facts: ImportFacts) => boolean {
  const positions = new Map<string, number>();
  return (facts) => {
    if (order === undefined) return false;
    const { list, position } = order(facts);
    const last = positions.get(list) ?? 0;
    positions.set(list, Math.max(last, position));
    return position <= last;
  };
}

/** What is stored of the facts that the dump has, in their order. */
const partOf = (stored: ImportFacts, dump: ImportFacts): ImportFacts =>
  Object.fromEntries(Object.keys(dump).map((name) => [name, stored[name] ?? null]));

function createSide({ totals }: OpenImporter) {
  const hash: Hash = createHash('sha256');
  const sums = new Map<string, bigint>();
  let rows = 0;
  return {
    add(id: string, facts: ImportFacts): void {
      rows += 1;
      hash.update(JSON.stringify([id, facts]));
      for (const [name, amount] of Object.entries(totals?.(facts) ?? {}))
        sums.set(name, (sums.get(name) ?? 0n) + amount);
    },
    sum: (): Side => ({
      rows,
      totals: Object.fromEntries([...sums].sort().map(([name, amount]) => [name, String(amount)])),
      hash: hash.digest('hex').slice(0, HASH_DIGITS),
    }),
  };
}
