import type { Sql } from '../../../runtime/database/database.ts';

/** Cases that one statement erases. */
const BATCH_SIZE = 1_000;

/** Erases what is kept of who has deleted their account beside what marks say: `moderation_case.owner_id`. */
export const createErasureStore = (db: Sql) => ({
  /**
   * Erases copies, reasons and appeals of some cases about a person, in the audit log too; the cases stay without an owner.
   * True when none are left.
   */
  async eraseCases(userId: string): Promise<boolean> {
    const erased = await db.$executeRaw`
      WITH gone AS (
        SELECT id, subject_id FROM moderation_case WHERE owner_id = ${userId} LIMIT ${BATCH_SIZE}
      ), audited AS (
        UPDATE audit_entry SET reason = NULL FROM gone WHERE audit_entry.subject_id = gone.subject_id AND reason IS NOT NULL
      )
      UPDATE moderation_case AS c SET owner_id = NULL, sealed_copy = NULL, reason = NULL, appeal_text = NULL, appeal_reason = NULL
      FROM gone WHERE c.id = gone.id`;
    return erased < BATCH_SIZE;
  },

  /** Erases words about a person from events that stay in the outbox for consumers that are behind. */
  async eraseReasonsInEvents(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"reason": ""}'
      WHERE (payload ->> 'ownerId' = ${userId} OR payload ->> 'userId' = ${userId}) AND payload ->> 'reason' <> ''`;
  },
});
