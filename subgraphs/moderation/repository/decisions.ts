import type { Sql } from '../../../runtime/database/database.ts';
import type { CaseDecided } from '../events.ts';
import { CASE_COLUMNS, type ModerationCase } from './cases.ts';

/** What a moderator has decided. */
export interface DecisionDraft {
  readonly decisionId: string;
  readonly decision: CaseDecided['decision'];
  readonly reason: string;
  readonly until: Date | null;
  readonly decidedBy: string;
  readonly decidedAt: Date;
}

/** What became of an appeal. */
export interface AppealDecisionDraft {
  readonly outcome: 'UPHELD' | 'OVERTURNED';
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Date;
}

const only = ([row]: ModerationCase[]): ModerationCase => {
  if (row === undefined) throw new Error('The case was locked, and is not there.');
  return row;
};

/** Changes cases that the transaction has locked. Each returns the case as it is then. */
export const createDecisionStore = (db: Sql) => ({
  claimCase: async (id: string, moderatorId: string, until: Date): Promise<ModerationCase> =>
    only(
      await db.$queryRaw<ModerationCase[]>`
        UPDATE moderation_case SET claimed_by = ${moderatorId}, claimed_until = ${until}
        WHERE id = ${id} RETURNING ${CASE_COLUMNS}`,
    ),

  /** Decides an open case. One in which nothing is done is closed at once. */
  decideCase: async (id: string, draft: DecisionDraft): Promise<ModerationCase> =>
    only(
      await db.$queryRaw<ModerationCase[]>`
        UPDATE moderation_case
        SET state = ${draft.decision === 'NONE' ? 'CLOSED' : 'DECIDED'}, claimed_by = NULL, claimed_until = NULL,
          decision_id = ${draft.decisionId}, decision = ${draft.decision}, reason = ${draft.reason}, until = ${draft.until},
          decided_by = ${draft.decidedBy}, decided_at = ${draft.decidedAt}
        WHERE id = ${id} RETURNING ${CASE_COLUMNS}`,
    ),

  appealCase: async (id: string, text: string, at: Date): Promise<ModerationCase> =>
    only(
      await db.$queryRaw<ModerationCase[]>`
        UPDATE moderation_case SET state = 'APPEALED', appeal_text = ${text}, appealed_at = ${at}
        WHERE id = ${id} RETURNING ${CASE_COLUMNS}`,
    ),

  decideAppeal: async (id: string, { outcome, reason, decidedBy, decidedAt }: AppealDecisionDraft) =>
    only(
      await db.$queryRaw<ModerationCase[]>`
        UPDATE moderation_case
        SET state = 'CLOSED', claimed_by = NULL, claimed_until = NULL, appeal_outcome = ${outcome}, appeal_reason = ${reason},
          appeal_decided_by = ${decidedBy}, appeal_decided_at = ${decidedAt}
        WHERE id = ${id} RETURNING ${CASE_COLUMNS}`,
    ),
});
