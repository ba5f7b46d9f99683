import type { ContractRole } from './contract.ts';

/** A disagreement about a milestone that finance decides. */
export interface ContractDispute {
  readonly id: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly openedRole: ContractRole;
  /** Null when who wrote it has deleted their account. */
  readonly reason: string | null;
  readonly evidenceIds: readonly string[];
  readonly response: string | null;
  readonly responseEvidenceIds: readonly string[];
  readonly respondedAt: Date | null;
  readonly state: 'OPEN' | 'RESOLVED';
  /** What was decided, in minor units; null while it is open. */
  readonly toFreelancer: bigint | null;
  readonly toClient: bigint | null;
  readonly resolvedAt: Date | null;
  readonly createdAt: Date;
}

/** A dispute that has waited for a decision for too long. */
export type OverdueDispute = Pick<ContractDispute, 'id' | 'contractId' | 'milestoneId' | 'createdAt'>;
