import type { Sql } from '../database/database.ts';
import type { Caller } from '../executor/caller.ts';
import { hashJson } from '../text/hash-json.ts';
import { auditContent } from './audit-chain.ts';

/** An action by the power of a scope, as the operation that does it records it. */
export interface AuditedAction {
  /** The scope that permitted it. */
  readonly scope: string;
  /** The name of the mutation, in words that `npm run check` finds. */
  readonly action: string;
  /** Id of what the action was done to. */
  readonly subjectId: string;
  /** As the actor gave it; erased with the account of the person whom it is about. */
  readonly reason?: string | null;
  /** What the action changes, as it was and as it is: plain values, of which only the hashes are stored. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Who acts, in which request and when: a part of the context of a domain. */
export interface AuditedRequest {
  readonly caller: Caller;
  /** Null where no request caused the action. */
  readonly requestId: string | null;
  readonly now: () => Date;
}

/** Rows that one statement erases. */
const BATCH_SIZE = 1_000;

/** The audit log as a part of a domain's store. */
export const createAuditLog = (sql: Sql) => ({
  /**
   * Adds an entry, in the transaction of the action. Until that ends, other actions of the domain wait.
   *
   * @throws when nobody is signed in.
   */
  async recordAudit({ caller, requestId, now }: AuditedRequest, audited: AuditedAction): Promise<void> {
    const actorId = caller.viewerId ?? caller.service;
    if (actorId === null) throw new Error('An audited action has an actor.');
    const { scope, action, subjectId, reason = null } = audited;
    const entry = {
      ...{ actorId, scope, action, subjectId, requestId },
      reasonHash: reason === null ? null : hashJson(reason),
      beforeHash: audited.before === undefined ? null : hashJson(audited.before),
      afterHash: audited.after === undefined ? null : hashJson(audited.after),
      createdAt: now(),
    };
    await sql.$executeRaw`
      WITH head AS (
        UPDATE audit_head SET
          number = number + 1,
          hash = encode(sha256(convert_to(hash || ${auditContent(entry)}::text, 'UTF8')), 'hex')
        RETURNING number, hash
      )
      INSERT INTO audit_entry (number, actor_id, scope, action, subject_id, reason, reason_hash, before_hash, after_hash,
        request_id, created_at, hash)
      SELECT number, ${actorId}, ${scope}, ${action}, ${subjectId}, ${reason}, ${entry.reasonHash}, ${entry.beforeHash},
        ${entry.afterHash}, ${requestId}, ${entry.createdAt}, hash
      FROM head`;
  },
});

/** Erases some of the reasons of entries about a person; true when none are left. */
export async function eraseReasons(sql: Sql, userId: string): Promise<boolean> {
  const erased = await sql.$executeRaw`
    UPDATE audit_entry SET reason = NULL WHERE number IN (
      SELECT number FROM audit_entry WHERE subject_id = ${userId} AND reason IS NOT NULL LIMIT ${BATCH_SIZE})`;
  return erased < BATCH_SIZE;
}
