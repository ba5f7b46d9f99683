import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** Values of the enum `ProposalState`. */
export type ProposalState = 'SUBMITTED' | 'SHORTLISTED' | 'ACCEPTED' | 'REJECTED' | 'WITHDRAWN';

/** A part of the work as it is stored in a proposal. */
export interface StoredPart {
  readonly title: string;
  /** In minor units, as text. */
  readonly amount: string;
  /** ISO 8601 in UTC. */
  readonly dueAt: string | null;
}

/** A proposal as it is stored. */
export interface Proposal {
  readonly id: string;
  readonly projectId: string;
  /** Null for who has deleted their account. */
  readonly freelancerId: string | null;
  readonly coverLetter: string;
  readonly bid: bigint;
  readonly currency: string;
  readonly durationDays: number | null;
  readonly milestones: readonly StoredPart[];
  readonly resumeId: string | null;
  readonly state: ProposalState;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly decidedAt: Date | null;
}

/** The columns of `Proposal`, of the row `o`. */
export const PROPOSAL_COLUMNS = rawSql(`o.id, o.project_id AS "projectId", o.freelancer_id AS "freelancerId",
  o.cover_letter AS "coverLetter", o.bid, o.currency, o.duration_days AS "durationDays", o.milestones,
  o.resume_id AS "resumeId", o.state, o.reason, o.created_at AS "createdAt", o.updated_at AS "updatedAt",
  o.decided_at AS "decidedAt"`);
