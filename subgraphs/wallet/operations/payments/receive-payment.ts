import type { SystemParty, WalletStore } from '../../repository/index.ts';
import { DEPOSIT_REFERENCE } from '../deposits/create-deposit-payment.ts';
import { creditDeposit, type DepositStore } from '../deposits/settle-deposit.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type ChangedAccounts, requirePosted } from './booking.ts';
import type { SucceededPayment } from './payment-facts.ts';
import { outside } from './system-parties.ts';

const REVENUE: SystemParty = { system: 'REVENUE' };

type Store = DepositStore & Pick<WalletStore, 'insertReceivedPayment' | 'noteBooking'>;

/**
 * Books a payment that succeeded: a deposit to its account, one that no domain asked for to the platform. Any other is kept
 * until its domain says where it belongs.
 */
export async function receivePayment(store: Store, fact: SucceededPayment, now: Date): Promise<ChangedAccounts> {
  const { paymentId, provider, currency, reference } = fact;
  const amount = BigInt(fact.amount);
  const deposit = reference?.type === DEPOSIT_REFERENCE ? await store.lockDeposit(reference.id) : null;
  if (deposit !== null) return creditDeposit(store, deposit, { paymentId, provider, amount, currency }, now);
  const domain = reference?.domain ?? null;
  await store.insertReceivedPayment({ paymentId, domain, reference, amount, currency, provider }, now);
  if (reference !== null) return [];
  const outcome = await postTransaction(
    store,
    {
      kind: 'PAYMENT',
      ...{ currency, actorId: null, effectKey: `payment-succeeded:${paymentId}` },
      postings: [
        { party: outside(provider), amount: -amount },
        { party: REVENUE, amount },
      ],
    },
    now,
  );
  const { transactionId } = requirePosted(outcome, `the payment ${paymentId}`);
  await store.noteBooking(paymentId, store.systemAccountId(REVENUE, currency), transactionId, now);
  return [];
}
