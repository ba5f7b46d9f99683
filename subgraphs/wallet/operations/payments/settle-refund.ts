import type { BookedPayment, WalletStore } from '../../repository/index.ts';
import { capture } from '../holds/capture.ts';
import { release } from '../holds/release-hold.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type BookingStore, type ChangedAccounts, changedBy, requirePosted } from './booking.ts';
import type { SettledRefund } from './payment-facts.ts';
import { recoverAmount } from './recover-amount.ts';
import { outside, UNBOOKED } from './system-parties.ts';

/** What settling refunds needs of a store that is bound to a transaction. */
export type RefundStore = BookingStore &
  Pick<WalletStore, 'depositOfPayment' | 'lockReceivedPayment' | 'noteBooking' | 'reduceReceivedPayment'>;

const effectOf = ({ refundId }: SettledRefund): string => `refund-succeeded:${refundId}`;

/** Books a refund that the provider has made: from the hold that covers it, else from where its payment was booked to. */
export async function bookRefund(store: RefundStore, fact: SettledRefund, now: Date): Promise<ChangedAccounts> {
  if ((await store.transactionOfEffect(effectOf(fact))) !== null) return [];
  const covered = fact.holdId === null ? null : await bookFromHold(store, fact.holdId, fact, now);
  if (covered !== null) return covered;
  const deposit = await store.depositOfPayment(fact.paymentId);
  if (deposit !== null) return bookFrom(store, deposit.accountId, fact, now);
  const payment = await store.lockReceivedPayment(fact.paymentId);
  // The events of one payment come in their order: whoever does not know of it has lost it.
  if (payment === null) throw new Error(`The refund ${fact.refundId} is of a payment that never succeeded.`);
  if (payment.bookedAccountId === null) return passThrough(store, payment, fact, now);
  return bookFrom(store, payment.bookedAccountId, fact, now);
}

/** Captures the hold of a refund; null where it does not reserve the amount any more. */
async function bookFromHold(
  store: RefundStore,
  holdId: string,
  fact: SettledRefund,
  now: Date,
): Promise<ChangedAccounts | null> {
  const hold = await store.lockHold(holdId);
  const amount = BigInt(fact.amount);
  if (hold?.state !== 'LIVE' || hold.currency !== fact.currency || hold.amount - hold.captured < amount) return null;
  const outcome = await capture(
    store,
    {
      ...{ hold, amount, isFinal: true, to: outside(fact.provider), debit: { evenIfFrozen: true, evenIfClosed: true } },
      order: { kind: 'REFUND', actorId: null, effectKey: effectOf(fact) },
    },
    now,
  );
  requirePosted(outcome, `the refund ${fact.refundId}`);
  return changedBy(outcome);
}

async function bookFrom(
  store: RefundStore,
  accountId: string,
  fact: SettledRefund,
  now: Date,
): Promise<ChangedAccounts> {
  const outcome = await recoverAmount(
    store,
    {
      kind: 'REFUND',
      ...{ accountId, to: outside(fact.provider), amount: BigInt(fact.amount), currency: fact.currency },
      ...{ reference: { type: 'refund', id: fact.refundId }, effectKey: effectOf(fact) },
    },
    now,
  );
  return changedBy(outcome);
}

/** A refund of what nobody has said where it belongs: it passes through, and less is left to be booked. */
async function passThrough(store: RefundStore, payment: BookedPayment, fact: SettledRefund, now: Date) {
  const { paymentId } = payment;
  const [amount, provider] = [BigInt(fact.amount), outside(fact.provider)];
  const move = (kind: 'PAYMENT' | 'REFUND', effectKey: string) => ({
    ...{ kind, currency: fact.currency, actorId: null, effectKey, reference: { type: 'refund', id: fact.refundId } },
    postings: [
      { party: kind === 'PAYMENT' ? provider : UNBOOKED, amount: -amount },
      { party: kind === 'PAYMENT' ? UNBOOKED : provider, amount },
    ],
  });
  const booked = await postTransaction(store, move('PAYMENT', `refund-booked:${fact.refundId}`), now);
  const { transactionId } = requirePosted(booked, `the refund ${fact.refundId}`);
  requirePosted(await postTransaction(store, move('REFUND', effectOf(fact)), now), `the refund ${fact.refundId}`);
  if (amount < payment.amount) await store.reduceReceivedPayment(paymentId, amount);
  else await store.noteBooking(paymentId, store.systemAccountId(UNBOOKED, fact.currency), transactionId, now);
  return [];
}

/** Gives back what was reserved for a refund that will not be made. */
export async function dropRefund(
  store: Pick<WalletStore, 'lockHold' | 'releaseHold'>,
  { holdId }: SettledRefund,
  now: Date,
): Promise<ChangedAccounts> {
  const hold = holdId === null ? null : await store.lockHold(holdId);
  return hold === null ? [] : release(store, hold, now);
}
