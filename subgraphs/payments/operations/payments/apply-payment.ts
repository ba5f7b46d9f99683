import type { ProviderPayment } from '../../provider/provider-payment.ts';
import type { Payment, PaymentState, PaymentsStore } from '../../repository/index.ts';
import { nextStates, REFUNDABLE, UNPAID } from './payment-states.ts';
import { storeChange } from './store-change.ts';

/**
 * What became of a state that the provider reported: `applied`; `unchanged`, when it says nothing new; `contradiction`, when
 * the provider has to be asked; `stray`, when the provider holds money for a payment that is over.
 */
export type Applied = 'applied' | 'unchanged' | 'contradiction' | 'stray';

interface Options {
  /** Whether the provider was asked just now: then it is right. A webhook may be late. */
  readonly isAnswer: boolean;
  readonly now: Date;
}

/** Applies what the provider says about a payment that this transaction has locked. Log it when it is `applied`. */
export async function applyPayment(
  store: PaymentsStore,
  payment: Payment,
  reported: ProviderPayment,
  options: Options,
): Promise<Applied> {
  const isOver = payment.expiresAt !== null && payment.expiresAt <= options.now;
  const target = reported.state === 'CANCELLED' && isOver ? 'EXPIRED' : reported.state;
  const outcome = judge(payment, target, reported, options);
  if (outcome !== 'applied') return outcome;
  await storeChange(store, payment, changed(payment, target, reported, options.now));
  return outcome;
}

function judge(payment: Payment, target: PaymentState, reported: ProviderPayment, { isAnswer }: Options): Applied {
  const { state } = payment;
  const isSame = target === state || (target === 'SUCCEEDED' && (REFUNDABLE.includes(state) || state === 'REFUNDED'));
  const isOld = payment.providerAt !== null && reported.at < payment.providerAt;
  if (isSame) return !isOld && hasNews(payment, reported) ? 'applied' : 'unchanged';
  if (reported.state === 'CANCELLED' && UNPAID.includes(state)) return 'unchanged';
  // An answer that a newer webhook has overtaken is no news.
  if (isOld) return isAnswer ? 'unchanged' : 'contradiction';
  if (nextStates(payment).includes(target)) return 'applied';
  if (!isAnswer) return 'contradiction';
  if (!UNPAID.includes(state)) return 'unchanged';
  // Money that the provider has taken is never lost: whoever was refused hears that it succeeded after all.
  if (target === 'SUCCEEDED') return 'applied';
  return target === 'FAILED' ? 'unchanged' : 'stray';
}

/** Whether a report of the same state has something to add. */
const hasNews = (payment: Payment, reported: ProviderPayment): boolean =>
  payment.providerRef === null ||
  reported.captured > payment.captured ||
  (reported.fee !== null && reported.fee !== payment.fee) ||
  (reported.nextAction?.url ?? null) !== (payment.nextAction?.url ?? null) ||
  (reported.nextAction?.clientSecret ?? null) !== (payment.nextAction?.clientSecret ?? null) ||
  (reported.failure !== null && payment.failure === null);

function changed(payment: Payment, target: PaymentState, reported: ProviderPayment, now: Date): Payment {
  // What was refunded is counted here, and the provider's own word for it is SUCCEEDED.
  const isPaid = REFUNDABLE.includes(payment.state) || payment.state === 'REFUNDED';
  const state = isPaid ? payment.state : target;
  const isOpen = state === 'REQUIRES_METHOD' || state === 'REQUIRES_CONFIRMATION' || state === 'REQUIRES_ACTION';
  return {
    ...payment,
    state,
    captured: larger(reported.captured, payment.captured),
    fee: reported.fee ?? payment.fee,
    providerRef: reported.providerRef,
    methodToken: isOpen ? payment.methodToken : null,
    method: reported.method ?? payment.method,
    nextAction: isOpen || state === 'PROCESSING' ? reported.nextAction : null,
    failure: state === 'SUCCEEDED' || state === 'AUTHORIZED' ? null : (reported.failure ?? payment.failure),
    providerAt: latest(payment.providerAt, reported.at),
    updatedAt: now,
    expiresAt: state === 'AUTHORIZED' ? reported.authorizedUntil : isOpen ? payment.expiresAt : null,
  };
}

const larger = (one: bigint, other: bigint): bigint => (one - other > 0n ? one : other);

const latest = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other);
