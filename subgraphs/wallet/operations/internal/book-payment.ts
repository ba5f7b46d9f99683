import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { BookedPayment, Party, WalletStore } from '../../repository/index.ts';
import { idInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type CreditRefusal, postToReceiver, receiverOf } from './credit.ts';
import { partyInput } from './ledger-party.ts';

const INPUT = z.object({ paymentId: idInput, to: partyInput, key: idempotencyKey });

type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

type Refusal = InvalidInput | NotFound | InvalidState | CreditRefusal;

type Booking = { readonly transactionId: string };

interface Needs extends OnceNeeds, Pick<WalletContext, 'caller' | 'settings' | 'ask'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState' | 'receivedPayment'>;
}

/**
 * Books a payment that succeeded from the provider's account to where the domain that asked for it says.
 *
 * @throws a fault `UNAVAILABLE` until wallet knows of the payment: the same call succeeds then.
 */
export async function bookPayment(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Booking, Refusal | IdempotencyRefusal>> {
  const domain = callingDomain(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, paymentId, to } = parsed.value;
  const payment = await context.repository.receivedPayment(paymentId);
  if (payment === null) throw fault('UNAVAILABLE', 'This payment has not succeeded yet.');
  // Of an older payment the domain is not known; its id is.
  if (payment.domain !== null && payment.domain !== domain)
    return { ...notFound('This payment does not exist.', 'paymentId'), isReplay: false };
  const receiver = await receiverOf(context, to, payment.currency, 'to');
  if (!receiver.ok) return { ...receiver, isReplay: false };
  const call = { scope: domain, operation: 'bookPayment', key, input: { paymentId, to } };
  return postOnce(context, call, (store, noteChanged) =>
    book(store, paymentId, receiver.value, context.now(), noteChanged),
  );
}

async function book(
  store: WalletStore,
  paymentId: string,
  receiver: Party,
  now: Date,
  noteChanged: (accountIds: readonly string[]) => void,
): Promise<Result<Booking, Refusal>> {
  const payment = await store.lockReceivedPayment(paymentId);
  if (payment === null) throw fault('UNAVAILABLE', 'This payment has not succeeded yet.');
  if (payment.transactionId !== null) return booked;
  const outcome = await postToReceiver(receiver, (party) => postTransaction(store, orderOf(payment, party), now));
  if (outcome.state === 'REFUSED') throw new Error(`A payment was not booked: ${outcome.reason}.`);
  const [, credit] = await store.postings([outcome.transactionId]).then(([postings = []]) => postings);
  if (credit === undefined) throw new Error('A booked payment has two postings.');
  await store.noteBooking(paymentId, credit.accountId, outcome.transactionId, now);
  if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
  return done({ transactionId: outcome.transactionId });
}

const orderOf = ({ paymentId, amount, currency, provider, reference }: BookedPayment, to: Party) =>
  ({
    kind: 'PAYMENT',
    currency,
    actorId: null,
    reference,
    effectKey: `payment:${paymentId}`,
    postings: [
      { party: { system: 'EXTERNAL', name: provider }, amount: -amount },
      { party: to, amount },
    ],
  }) as const;

const booked = refuse<InvalidState>({
  __typename: 'InvalidState',
  message: 'This payment is booked already.',
  path: ['input', 'paymentId'],
  from: 'BOOKED',
  allowed: ['RECEIVED'],
});
