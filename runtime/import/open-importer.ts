import type { Database } from '../database/database.ts';
import type { OpenImporter, OpenReservation, ParsedFields } from './import-access.ts';
import { readProgress, recordProgress } from './import-progress.ts';
import type { ImportOutcome, ImportRow } from './import-row.ts';
import type { Importer, ImportReservation } from './importer.ts';

const BATCH_SIZE = 1_000;

/** Ends a transaction that is to leave nothing behind. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
}

/** An importer without the type of its rows. */
export type DomainImporter<Store> = (database: Database<Store>, now: () => Date) => OpenImporter;

/** A reservation without the type of its rows. */
export type DomainReservation<Store> = (database: Database<Store>, now: () => Date) => OpenReservation;

/** An importer for the definition of its domain. */
export const importerOf =
  <Value, Store>(importer: Importer<Value, Store>): DomainImporter<Store> =>
  (database, now) =>
    openImporter(importer, database, now);

/** A reservation for the definition of its domain. */
export const reservationOf =
  <Value, Store>(reservation: ImportReservation<Value, Store>): DomainReservation<Store> =>
  (database, now) =>
    openReservation(reservation, database, now);

function openImporter<Value, Store>(
  importer: Importer<Value, Store>,
  database: Database<Store>,
  now: () => Date,
): OpenImporter {
  // as: rows of an open importer hold what its own `parse` returned.
  const typed = (rows: readonly ImportRow<unknown>[]) => rows as readonly ImportRow<Value>[];
  const { kind, fields, key, totals, order } = importer;
  return {
    kind,
    fields,
    batchSize: importer.batchSize ?? BATCH_SIZE,
    key: { prefix: key.prefix, kind: key.kind ?? kind, carriesTime: key.at !== undefined },
    ...(totals === undefined ? {} : { totals }),
    ...(order === undefined ? {} : { order }),
    // as: as above.
    facts: (row) => importer.facts(row as ImportRow<Value>),
    parse: (given) =>
      parseFields(importer.schema, given, (value) => ({
        uniqueKeys: importer.uniqueKeys?.(value) ?? [],
        at: key.at?.(value) ?? null,
        identity: key.identity?.(value) ?? null,
      })),
    progress: (position) => readProgress(database.sql, position),
    async write(rows, position, progressAfter) {
      const objections = (await importer.prepare?.(typed(rows))) ?? [];
      const isTaken = (_: unknown, nth: number): boolean => (objections[nth] ?? null) === null;
      const taken = typed(rows).filter(isTaken);
      return database.transaction(async (store, sql) => {
        const written = taken.length === 0 ? [] : await importer.write(store, taken, now());
        const outcomes = outcomesOf(rows.length, objections, written);
        await recordProgress(sql, position, progressAfter(outcomes));
        return outcomes;
      });
    },
    rehearse: (rows) => rehearse(database, (store) => importer.write(store, typed(rows), now())),
    pending: async (ids) =>
      importer.pending === undefined ? [] : database.transaction(async (store) => importer.pending?.(store, ids) ?? []),
    existing: (ids) => database.transaction((store) => importer.existing(store, ids)),
    stored: (ids) => database.transaction((store) => importer.stored(store, ids)),
  };
}

/** In the order of all rows: the objection to a row, or what became of it when the others were written. */
function outcomesOf(
  count: number,
  objections: readonly (string | null)[],
  written: readonly ImportOutcome[],
): readonly ImportOutcome[] {
  const rest = written.values();
  return Array.from({ length: count }, (_, nth) => {
    const reason = objections[nth] ?? null;
    if (reason !== null) return { reason };
    const { value } = rest.next();
    if (value === undefined) throw new Error('an importer returned fewer outcomes than it got rows');
    return value;
  });
}

function openReservation<Value, Store>(
  reservation: ImportReservation<Value, Store>,
  database: Database<Store>,
  now: () => Date,
): OpenReservation {
  return {
    kind: reservation.kind,
    parse: (given) => parseFields(reservation.schema, given, () => ({ uniqueKeys: [], at: null, identity: null })),
    reserve(rows, isRehearsal) {
      // as: rows of an open reservation hold what its own `parse` returned.
      const work = (store: Store) => reservation.reserve(store, rows as readonly ImportRow<Value>[], now());
      return isRehearsal ? rehearse(database, work) : database.transaction(work);
    },
  };
}

function parseFields<Value>(
  schema: Importer<Value, unknown>['schema'],
  given: Readonly<Record<string, unknown>>,
  more: (value: Value) => {
    readonly uniqueKeys: readonly string[];
    readonly at: Date | null;
    readonly identity: string | null;
  },
): ParsedFields {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data, ...more(parsed.data) };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { ok: false, reason: `${path === '' ? '' : `${path}: `}${issue?.message ?? 'The row is not valid.'}` };
}

async function rehearse<Store, Value>(
  database: Database<Store>,
  work: (store: Store) => Promise<Value>,
): Promise<Value> {
  const results: Value[] = [];
  await database
    .transaction(async (store) => {
      results.push(await work(store));
      throw new Rehearsed();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Rehearsed)) throw error;
    });
  const [result] = results;
  if (result === undefined) throw new Error('a rehearsal ended without a result');
  return result;
}
