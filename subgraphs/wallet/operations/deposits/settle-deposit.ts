import type { Deposit, WalletStore } from '../../repository/index.ts';
import { type BookingStore, type ChangedAccounts, changedBy } from '../payments/booking.ts';
import { creditAccount } from '../payments/credit-account.ts';
import { outside } from '../payments/system-parties.ts';
import { DEPOSIT_REFERENCE } from './create-deposit-payment.ts';

/** What payments says of the payment of a deposit. */
export interface DepositPayment {
  readonly paymentId: string;
  readonly provider: string;
  /** What was captured, in minor units. */
  readonly amount: bigint;
  readonly currency: string;
}

/** What settling deposits needs of a store that is bound to a transaction. */
export type DepositStore = BookingStore & Pick<WalletStore, 'lockDeposit' | 'settleDeposit'>;

/** Credits a locked deposit, once, whatever was said of it before: the money has arrived. */
export async function creditDeposit(
  store: DepositStore,
  deposit: Deposit,
  { paymentId, provider, amount, currency }: DepositPayment,
  now: Date,
): Promise<ChangedAccounts> {
  if (deposit.state === 'SUCCEEDED') return [];
  const { id, accountId } = deposit;
  const outcome = await creditAccount(
    store,
    {
      kind: 'DEPOSIT',
      ...{ from: outside(provider), to: { accountId }, amount, currency },
      ...{ reference: { type: DEPOSIT_REFERENCE, id }, effectKey: `payment-succeeded:${paymentId}` },
    },
    now,
  );
  if (outcome.state === 'REFUSED') throw new Error(`The deposit ${id} was refused: ${outcome.reason}`);
  const { transactionId } = outcome;
  await store.settleDeposit(id, { state: 'SUCCEEDED', paymentId, transactionId, failureCode: null }, now);
  return changedBy(outcome);
}

/** Records that a deposit will not come; one that has come stays. */
export async function endDeposit(
  store: Pick<WalletStore, 'lockDeposit' | 'settleDeposit'>,
  depositId: string,
  ended: Pick<Deposit, 'failureCode'> & { readonly state: 'FAILED' | 'CANCELLED'; readonly paymentId: string },
  now: Date,
): Promise<void> {
  const deposit = await store.lockDeposit(depositId);
  if (deposit?.state === 'PENDING') await store.settleDeposit(depositId, { ...ended, transactionId: null }, now);
}
