import type { Sql } from '../../../../runtime/database/database.ts';
import { PROPOSAL_COLUMNS, type Proposal, type ProposalState, type StoredPart } from './proposal.ts';

/** What a freelancer can say in a proposal. */
export interface ProposalFields {
  readonly coverLetter: string;
  readonly bid: bigint;
  readonly durationDays: number | null;
  readonly milestones: readonly StoredPart[];
  readonly resumeId: string | null;
}

/** A proposal to store. */
export interface ProposalDraft extends ProposalFields {
  readonly id: string;
  readonly projectId: string;
  readonly freelancerId: string;
  readonly currency: string;
  readonly createdAt: Date;
}

/** Changes proposals, within a transaction that has locked their project. */
export const createProposalChanges = (db: Sql) => ({
  /** False when the person has a proposal to the project that is not withdrawn; nothing is stored then. */
  async insertProposal(draft: ProposalDraft): Promise<boolean> {
    const stored = await db.$executeRaw`
      WITH added AS (
        INSERT INTO proposal (id, project_id, freelancer_id, cover_letter, bid, currency, duration_days, milestones, resume_id,
          state, created_at, updated_at)
        VALUES (${draft.id}, ${draft.projectId}, ${draft.freelancerId}, ${draft.coverLetter}, ${draft.bid}, ${draft.currency},
          ${draft.durationDays}, ${JSON.stringify(draft.milestones)}::jsonb, ${draft.resumeId}, 'SUBMITTED',
          ${draft.createdAt}, ${draft.createdAt})
        ON CONFLICT (project_id, freelancer_id) WHERE state <> 'WITHDRAWN' DO NOTHING RETURNING project_id
      )
      UPDATE project SET proposal_count = proposal_count + 1 FROM added WHERE project.id = added.project_id`;
    return stored > 0;
  },

  /** Proposals of a person that wait for a decision about a project that is not closed. Until the end of the transaction others of theirs wait. */
  async countWaitingProposals(freelancerId: string): Promise<number> {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${freelancerId}, 7))`;
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM proposal AS o JOIN project AS p ON p.id = o.project_id
      WHERE o.freelancer_id = ${freelancerId} AND o.state IN ('SUBMITTED', 'SHORTLISTED') AND p.status IN ('OPEN', 'PAUSED')`;
    return row?.count ?? 0;
  },

  /** The proposal until the end of the transaction; null when there is none. */
  async lockProposal(id: string): Promise<Proposal | null> {
    const [proposal] = await db.$queryRaw<Proposal[]>`
      SELECT ${PROPOSAL_COLUMNS} FROM proposal AS o WHERE o.id = ${id} FOR UPDATE`;
    return proposal ?? null;
  },

  async updateProposal(id: string, fields: ProposalFields, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE proposal SET cover_letter = ${fields.coverLetter}, bid = ${fields.bid}, duration_days = ${fields.durationDays},
        milestones = ${JSON.stringify(fields.milestones)}::jsonb, resume_id = ${fields.resumeId}, updated_at = ${at}
      WHERE id = ${id}`;
  },

  /** Records a decision; `reason` is why it was rejected. */
  async setProposalState(id: string, state: ProposalState, reason: string | null, at: Date): Promise<void> {
    const isDecided = state !== 'SUBMITTED' && state !== 'SHORTLISTED';
    await db.$executeRaw`
      WITH changed AS (
        UPDATE proposal SET state = ${state}, reason = ${reason}, updated_at = ${at},
          decided_at = CASE WHEN ${isDecided}::boolean THEN ${at}::timestamptz END
        WHERE id = ${id} RETURNING project_id
      )
      UPDATE project SET proposal_count = proposal_count - 1 FROM changed
      WHERE ${state} = 'WITHDRAWN' AND project.id = changed.project_id`;
  },
});
