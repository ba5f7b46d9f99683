import type { Sql } from '../../../runtime/database/database.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { CaseDecided } from '../events.ts';

/** Where a case stands. */
export type CaseState = 'OPEN' | 'DECIDED' | 'APPEALED' | 'CLOSED';

/** What can be reported. */
export type SubjectKind =
  | 'PERSON'
  | 'PROFILE'
  | 'MESSAGE'
  | 'STREAM'
  | 'RECORDING'
  | 'MEDIA'
  | 'POST'
  | 'COMMENT'
  | 'DISCOVERY_PROFILE'
  | 'DISCOVERY_PROMPT'
  | 'DISCOVERY_COMMENT'
  | 'RESUME'
  | 'PROJECT'
  | 'PROPOSAL'
  | 'PROJECT_QUESTION'
  | 'CONTRACT_REVIEW'
  | 'PRODUCT'
  | 'PRODUCT_REVIEW';

/** All reports of one thing, and what is decided about it. */
export interface ModerationCase {
  readonly id: string;
  readonly subjectId: string;
  readonly kind: SubjectKind;
  readonly state: CaseState;
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  /** Null when its owner has deleted their account. */
  readonly sealedCopy: string | null;
  /** 0 when somebody may be in danger; else 1. */
  readonly priority: number;
  /** Whether media's classifier has opened it. */
  readonly isQuarantine: boolean;
  readonly reportCount: number;
  readonly openedAt: Date;
  readonly claimedBy: string | null;
  readonly claimedUntil: Date | null;
  readonly decisionId: string | null;
  readonly decision: CaseDecided['decision'] | null;
  readonly reason: string | null;
  /** When a suspension ends; null when it is permanent. */
  readonly until: Date | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly appealText: string | null;
  readonly appealedAt: Date | null;
  readonly appealOutcome: 'UPHELD' | 'OVERTURNED' | null;
  readonly appealReason: string | null;
  readonly appealDecidedBy: string | null;
  readonly appealDecidedAt: Date | null;
}

/** A case to open, unless one of the same thing is open. */
type CaseDraft = Pick<
  ModerationCase,
  'id' | 'subjectId' | 'kind' | 'ownerId' | 'sealedCopy' | 'priority' | 'isQuarantine' | 'openedAt'
>;

/** The columns of a `ModerationCase`. */
export const CASE_COLUMNS = sql`id, subject_id AS "subjectId", kind, state, owner_id AS "ownerId",
  sealed_copy AS "sealedCopy", priority, is_quarantine AS "isQuarantine", report_count AS "reportCount",
  opened_at AS "openedAt", claimed_by AS "claimedBy", claimed_until AS "claimedUntil", decision_id AS "decisionId", decision,
  reason, until, decided_by AS "decidedBy", decided_at AS "decidedAt", appeal_text AS "appealText",
  appealed_at AS "appealedAt", appeal_outcome AS "appealOutcome", appeal_reason AS "appealReason",
  appeal_decided_by AS "appealDecidedBy", appeal_decided_at AS "appealDecidedAt"`;

/** Reads and opens cases. */
export const createCaseStore = (db: Sql) => ({
  /** In the order of `ids`; null where there is none, whoever asks. */
  async cases(ids: readonly string[]): Promise<(ModerationCase | null)[]> {
    const rows = await db.$queryRaw<ModerationCase[]>`
      SELECT ${CASE_COLUMNS} FROM moderation_case WHERE id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A case, locked until the transaction ends. */
  async lockCase(id: string): Promise<ModerationCase | null> {
    const [row] = await db.$queryRaw<ModerationCase[]>`
      SELECT ${CASE_COLUMNS} FROM moderation_case WHERE id = ${id} FOR UPDATE`;
    return row ?? null;
  },

  /**
   * Opens a case, or finds the one of the same thing that is open and raises its priority; locks it until the transaction
   * ends. Returns the id, which is that of the draft when the case is new.
   */
  async openCase(draft: CaseDraft): Promise<string> {
    const { id, subjectId, kind, ownerId, sealedCopy, priority, isQuarantine, openedAt } = draft;
    const [row] = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO moderation_case AS open
        (id, subject_id, kind, owner_id, sealed_copy, priority, is_quarantine, opened_at)
      VALUES (${id}, ${subjectId}, ${kind}, ${ownerId}, ${sealedCopy}, ${priority}, ${isQuarantine}, ${openedAt})
      ON CONFLICT (subject_id) WHERE state = 'OPEN' DO UPDATE
      SET priority = least(open.priority, excluded.priority), is_quarantine = open.is_quarantine OR excluded.is_quarantine
      RETURNING open.id`;
    return row?.id ?? id;
  },
});
