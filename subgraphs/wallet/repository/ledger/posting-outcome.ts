/** Why a transaction is refused, in the order in which reasons are looked for. */
export type PostingRefusal =
  | 'NOT_FOUND'
  | 'SAME_ACCOUNT'
  | 'CURRENCY_MISMATCH'
  | 'CLOSED'
  | 'FROZEN'
  | 'INSUFFICIENT'
  | 'LIMIT_REACHED';

/** A transaction that is not posted. */
export interface RefusedPosting {
  readonly state: 'REFUSED';
  readonly reason: PostingRefusal;
  /** Which of the postings, counted from 0. */
  readonly posting: number;
  /** Of a person; null where the account does not exist or is the platform's. */
  readonly accountId: string | null;
  /** What the account can spend; 0 where there is none. */
  readonly available: bigint;
}

/** A transaction that is posted, or why it is not. Nothing was written unless it is `POSTED`. */
export type PostingOutcome =
  /** `accountIds` are those of people. */
  | { readonly state: 'POSTED'; readonly transactionId: string; readonly accountIds: readonly string[] }
  /** Another transaction has the effect key. */
  | { readonly state: 'DUPLICATE'; readonly transactionId: string }
  | RefusedPosting;
