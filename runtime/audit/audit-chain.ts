import { createHash } from 'node:crypto';
import type { Sql } from '../database/database.ts';
import { hashJson } from '../text/hash-json.ts';

/** What the hash of an entry covers, beside the hash of the entry before. */
export interface AuditContent {
  readonly actorId: string;
  readonly scope: string;
  readonly action: string;
  readonly subjectId: string;
  readonly reasonHash: string | null;
  readonly beforeHash: string | null;
  readonly afterHash: string | null;
  readonly requestId: string | null;
  readonly createdAt: Date;
}

/** The audit log of one domain, as it was verified. */
export interface AuditChain {
  /** Number of entries. */
  readonly length: number;
  /** Hash of the newest entry: with `length` it says all that stands in the log. Empty without entries. */
  readonly hash: string;
  /** Number of the first entry that is missing or does not fit the ones before; null when all fit. */
  readonly brokenAt: number | null;
}

interface StoredEntry extends AuditContent {
  readonly number: number;
  readonly reason: string | null;
  readonly hash: string;
}

const BATCH_SIZE = 1_000;

/** One text for each content: fields in a fixed order. */
export const auditContent = (entry: AuditContent): string =>
  JSON.stringify([
    entry.actorId,
    entry.scope,
    entry.action,
    entry.subjectId,
    entry.reasonHash,
    entry.beforeHash,
    entry.afterHash,
    entry.requestId,
    entry.createdAt.toISOString(),
  ]);

/**
 * Verifies that no entry of a domain was changed, removed or inserted. A reason that was erased fits, a changed one does
 * not. Who can rewrite the whole table can also compute it anew: compare `length` and `hash` with what was noted elsewhere.
 */
export async function verifyAuditChain(sql: Sql): Promise<AuditChain> {
  const [head] = await sql.$queryRaw<{ number: bigint; hash: string }[]>`SELECT number, hash FROM audit_head`;
  const length = Number(head?.number ?? 0);
  let previous = '';
  for (let number = 0; number < length; ) {
    const entries = await readEntries(sql, number, length);
    if (entries.length === 0) return { length, hash: head?.hash ?? '', brokenAt: number + 1 };
    for (const entry of entries) {
      number += 1;
      if (!fits(entry, number, previous)) return { length, hash: head?.hash ?? '', brokenAt: number };
      previous = entry.hash;
    }
  }
  return { length, hash: previous, brokenAt: previous === (head?.hash ?? '') ? null : length };
}

function fits(entry: StoredEntry, number: number, previous: string): boolean {
  const hash = createHash('sha256')
    .update(previous + auditContent(entry))
    .digest('hex');
  const isReasonIntact = entry.reason === null || hashJson(entry.reason) === entry.reasonHash;
  return entry.number === number && entry.hash === hash && isReasonIntact;
}

async function readEntries(sql: Sql, after: number, last: number): Promise<StoredEntry[]> {
  const rows = await sql.$queryRaw<(Omit<StoredEntry, 'number'> & { readonly number: bigint })[]>`
    SELECT number, actor_id AS "actorId", scope, action, subject_id AS "subjectId", reason, reason_hash AS "reasonHash",
      before_hash AS "beforeHash", after_hash AS "afterHash", request_id AS "requestId", created_at AS "createdAt", hash
    FROM audit_entry WHERE number > ${after} AND number <= ${last} ORDER BY number LIMIT ${BATCH_SIZE}`;
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}
