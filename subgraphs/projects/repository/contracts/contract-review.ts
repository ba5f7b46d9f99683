import type { ContractRole } from './contract.ts';

/** What one party says of the other after a contract. */
export interface ContractReview {
  readonly id: string;
  readonly contractId: string;
  /** Null for who has deleted their account. */
  readonly authorId: string | null;
  readonly subjectId: string | null;
  /** What the reviewed person was in the contract. */
  readonly subjectRole: ContractRole;
  /** From 1, the worst, to 5. */
  readonly rating: number;
  readonly text: string | null;
  /** Only for moderators and the author. */
  readonly privateNote: string | null;
  readonly createdAt: Date;
  /** Null until both have reviewed, or the time to do so is over. */
  readonly shownAt: Date | null;
}
