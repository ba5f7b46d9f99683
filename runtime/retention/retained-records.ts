import { type AuditedRequest, createAuditLog } from '../audit/audit-log.ts';
import type { Sql } from '../database/database.ts';
import { fault } from '../executor/faults.ts';
import { newId } from '../operations/ids.ts';
import type { SealedBox } from '../sealed-box.ts';

/** Rows of one table that are to be kept beyond the erasure of the person they are about. */
export interface RetainedRows {
  readonly subjectId: string;
  readonly source: string;
  readonly reason: string;
  readonly years: number;
  /** Each a JSON object as text. */
  readonly records: readonly string[];
}

/** A retained record, opened. */
export interface RetainedRecord {
  readonly source: string;
  readonly reason: string;
  readonly retainUntil: Date;
  /** A JSON object as text. */
  readonly record: string;
}

const FINANCE = 'finance';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** A record opens only as that of its person, under its own id. */
const nameOf = (subjectId: string, id: string): string => `${subjectId}/${id}`;

/** The same time of the same day; a 29th of February becomes the 1st of March where there is none. */
function yearsAfter(now: Date, years: number): Date {
  const day = Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate());
  return new Date(day + (now.getTime() % DAY_MS));
}

/** Seals rows, in the transaction that erases them. */
export async function retainRows(sql: Sql, box: SealedBox, rows: RetainedRows, now: Date): Promise<void> {
  const { subjectId, source, reason, years, records } = rows;
  if (records.length === 0) return;
  const retainUntil = yearsAfter(now, years);
  const sealed = records.map((record) => {
    const id = newId('ret', now);
    return { id, sealed: box.seal(nameOf(subjectId, id), Buffer.from(record)) };
  });
  await sql.$executeRaw`
    INSERT INTO retained_record (id, subject_id, source, reason, sealed, retain_until)
    SELECT row.id, ${subjectId}, ${source}, ${reason}, row.sealed, ${retainUntil}
    FROM jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) AS row (id text, sealed text)`;
}

/**
 * What is retained of a person, in the order of their tables, at most 1,000 records; recorded in the audit log, in the transaction of `sql`.
 *
 * @throws a fault `FORBIDDEN` for callers without the scope `finance`.
 */
export async function readRetainedRecords(
  sql: Sql,
  box: SealedBox,
  request: AuditedRequest,
  { subjectId, reason }: { readonly subjectId: string; readonly reason: string },
): Promise<RetainedRecord[]> {
  if (!request.caller.scopes.includes(FINANCE)) throw fault('FORBIDDEN', 'This requires the scope `finance`.');
  await createAuditLog(sql).recordAudit(request, { action: 'readRetainedRecords', scope: FINANCE, subjectId, reason });
  const rows = await sql.$queryRaw<
    (Omit<RetainedRecord, 'record'> & { readonly id: string; readonly sealed: string })[]
  >`
    SELECT id, source, reason, sealed, retain_until AS "retainUntil" FROM retained_record
    WHERE subject_id = ${subjectId} AND retain_until > ${request.now()} ORDER BY source, id LIMIT ${BATCH_SIZE}`;
  return rows.map(({ id, sealed, ...row }) => ({ ...row, record: box.open(nameOf(subjectId, id), sealed).toString() }));
}

/** Deletes some of the records whose time is over; true when none are left. */
export async function pruneRetainedRecords(sql: Sql, now: Date): Promise<boolean> {
  const pruned = await sql.$executeRaw`
    DELETE FROM retained_record WHERE id IN (
      SELECT id FROM retained_record WHERE retain_until <= ${now} ORDER BY retain_until LIMIT ${BATCH_SIZE})`;
  return pruned < BATCH_SIZE;
}
