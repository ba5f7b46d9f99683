import type { Party } from './party.ts';

/** Why money moves. */
export type TransactionKind =
  | 'TRANSFER'
  | 'DEPOSIT'
  | 'WITHDRAWAL'
  | 'PAYMENT'
  | 'REFUND'
  | 'DISPUTE'
  | 'CAPTURE'
  | 'MOVE'
  | 'REVERSAL'
  | 'ADJUSTMENT'
  | 'OPENING';

/** What a transaction adds to an account or, negative, takes from it. */
export interface OrderedPosting {
  readonly party: Party;
  readonly amount: bigint;
  /** How much of what live holds reserve is not reserved any more; 0 by default. Not negative. */
  readonly fromHeld?: bigint;
  /** Whether that settles a hold. */
  readonly settlesHold?: boolean;
  /** What may leave the account on one day in UTC, this included; unlimited when absent. */
  readonly dailyLimit?: bigint;
  /** Takes from a frozen account too: for what does not depend on the will of its owner. */
  readonly evenIfFrozen?: boolean;
  /** Concerns a closed account too: for what gives back. */
  readonly evenIfClosed?: boolean;
}

/** A thing of a domain. */
export interface Reference {
  readonly type: string;
  readonly id: string;
}

/** A transaction to post. The sum of the amounts is 0, and no account is named twice. */
export interface TransactionOrder {
  readonly kind: TransactionKind;
  readonly currency: string;
  readonly postings: readonly OrderedPosting[];
  /** Who causes it; null for the platform. */
  readonly actorId: string | null;
  readonly memo?: string | null;
  readonly reference?: Reference | null;
  readonly reversesId?: string | null;
  /** Unique for the effect: a transaction that has it already is not posted again. */
  readonly effectKey?: string | null;
  /**
   * A person who pays by their own will. Money leaves accounts of theirs only, and those who are hidden from them do not exist
   * for them.
   */
  readonly payerId?: string | null;
}
