import { rawSql } from '../../../../runtime/database/sql-fragment.ts';
import type { ContractRole } from './contract.ts';

/** How a milestone stands. */
export type MilestoneState =
  | 'PROPOSED'
  | 'FUNDED'
  | 'IN_PROGRESS'
  | 'SUBMITTED'
  | 'CHANGES_REQUESTED'
  | 'APPROVED'
  | 'RELEASED'
  | 'REFUNDED'
  | 'DISPUTED'
  | 'CANCELLED';

/** A part of the work of a contract and its price. Amounts are in minor units of the contract's currency. */
export interface Milestone {
  readonly id: string;
  readonly contractId: string;
  /** 1, 2, 3 … within the contract. */
  readonly position: number;
  readonly title: string;
  readonly amount: bigint;
  readonly state: MilestoneState;
  readonly proposedRole: ContractRole;
  readonly dueAt: Date | null;
  readonly acceptedAt: Date | null;
  /** When an accepted milestone that is not funded is cancelled. */
  readonly fundBy: Date | null;
  readonly fundedAt: Date | null;
  /** When a funded milestone that is not begun is refunded. */
  readonly startBy: Date | null;
  readonly submittedAt: Date | null;
  /** When a submitted milestone is approved by itself. */
  readonly autoReleaseAt: Date | null;
  /** What the freelancer wrote with the newest submission. */
  readonly submissionNote: string | null;
  readonly fileIds: readonly string[];
  /** What the client wants changed. */
  readonly changeNote: string | null;
  /** What is in escrow now. */
  readonly inEscrow: bigint;
  /** Paid to the freelancer, fees included. */
  readonly released: bigint;
  /** Kept by the platform of what was released. */
  readonly fee: bigint;
  /** Given back to the client. */
  readonly refunded: bigint;
  /** The fee in basis points, fixed when the milestone is funded. */
  readonly feeBasisPoints: number;
  /** The movement of money that is on its way; null when none is. Nothing else happens to the milestone meanwhile. */
  readonly moveId: string | null;
  readonly createdAt: Date;
}

/** The columns of `Milestone`, of the row `m`. */
export const MILESTONE_COLUMNS = rawSql(`m.id, m.contract_id AS "contractId", m.position, m.title, m.amount, m.state,
  m.proposed_role AS "proposedRole", m.due_at AS "dueAt", m.accepted_at AS "acceptedAt", m.fund_by AS "fundBy",
  m.funded_at AS "fundedAt", m.start_by AS "startBy", m.submitted_at AS "submittedAt",
  m.auto_release_at AS "autoReleaseAt", m.submission_note AS "submissionNote", m.file_ids AS "fileIds",
  m.change_note AS "changeNote", m.in_escrow AS "inEscrow", m.released, m.fee, m.refunded, m.fee_basis_points AS "feeBasisPoints",
  m.move_id AS "moveId", m.created_at AS "createdAt"`);
