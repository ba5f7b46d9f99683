import type { WalletContext } from '../../context.ts';
import type { LedgerSum, WalletStore } from '../../repository/index.ts';
import { requireFinance } from './require-finance.ts';

/** Whether the books are right. */
export interface LedgerIntegrity {
  readonly isSound: boolean;
  readonly checkedTransactions: string;
  /** The first thing that is wrong, and why; null when nothing is. */
  readonly worst: string | null;
  readonly sums: readonly LedgerSum[];
  readonly checkedAt: Date;
}

/** What the check reads. */
type CheckingStore = Pick<
  WalletStore,
  'countTransactions' | 'firstWrongTransaction' | 'firstWrongPosting' | 'firstWrongAccount' | 'ledgerSums'
>;

interface Needs extends Pick<WalletContext, 'caller' | 'now'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/**
 * Compares all balances with all postings, in one snapshot.
 *
 * @throws a fault `FORBIDDEN` without the scope `finance`; a transient error where the ledger is too large for the time that a
 * statement has: `npm run ledger -- verify` takes the time that it needs.
 */
export function checkLedger({ caller, now, repository }: Needs): Promise<LedgerIntegrity> {
  requireFinance(caller);
  const at = now();
  return repository.transaction((store) => readIntegrity(store, at), 'RepeatableRead');
}

/** The same for a store that is bound to a transaction of one snapshot. */
export async function readIntegrity(store: CheckingStore, checkedAt: Date): Promise<LedgerIntegrity> {
  const sums = await store.ledgerSums();
  const wrong =
    (await store.firstWrongTransaction()) ?? (await store.firstWrongPosting()) ?? (await store.firstWrongAccount());
  const unbalanced = sums.find(({ external, internal }) => external + internal !== 0n);
  const worst =
    wrong !== null
      ? `${wrong.id}: ${wrong.fault}`
      : unbalanced === undefined
        ? null
        : `${unbalanced.currency}: all accounts add up to ${unbalanced.external + unbalanced.internal}`;
  const count = await store.countTransactions();
  return { isSound: worst === null, checkedTransactions: count.toString(), worst, sums, checkedAt };
}
