/** A correction of the ledger, which a second person approves. */
export interface LedgerAdjustment {
  readonly id: string;
  readonly currency: string;
  readonly postings: readonly { readonly accountId: string; readonly amount: string }[];
  readonly reason: string;
  readonly state: 'PENDING' | 'APPROVED';
  readonly requesterId: string;
  readonly approverId: string | null;
  readonly transactionId: string | null;
  readonly createdAt: Date;
}
