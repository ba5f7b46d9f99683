import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import type { Money } from '../../../../runtime/money/money.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import { advanceRefundWork } from '../../events.ts';
import type { PaymentsStore, Refund } from '../../repository/index.ts';
import { type AmountTooLarge, amountTooLarge } from '../payments/amount-too-large.ts';
import { actsForFinance } from '../payments/find-payment.ts';
import { methodNotAvailable } from '../payments/method-not-available.ts';
import { type InvalidState, invalidState } from '../payments/payment-refusals.ts';
import { REFUNDABLE } from '../payments/payment-states.ts';
import { FINANCE } from '../payments/sees-all.ts';
import { logChange, signalChange } from '../payments/store-change.ts';
import { advanceRefund } from './advance-refund.ts';

/** What refunding takes. */
export type RefundNeeds = Pick<
  PaymentsContext,
  'caller' | 'requestId' | 'repository' | 'provider' | 'settings' | 'ask' | 'now' | 'streams' | 'reportError' | 'asWork'
>;

/** Why nothing is refunded. */
export type RefundRefusal =
  | InvalidInput
  | NotFound
  | InvalidState
  | AmountTooLarge
  | RefusalOf<'MethodNotAvailable'>
  | RefusalOf<'NotPermitted'>
  | (RefusalOf<'InsufficientFunds'> & { readonly available: Money })
  | IdempotencyRefusal;

/** A refund that is to begin. */
export interface RefundRequest {
  readonly paymentId: string;
  /** Where the input names the payment. */
  readonly path: string;
  /** In minor units; null: all that is left. */
  readonly amount: bigint | null;
  readonly reason: string | null;
  readonly call: { readonly scope: string; readonly operation: string; readonly key: string; readonly input: object };
}

type BegunRefund = Readonly<Record<'refundId', string>>;

/** How long who asks for a refund takes it further, before the work queue does. */
const RECOVERY_DELAY_MS = 6_000;
const MAX_REFUNDS = 100;

/** Begins a refund once for each key, and takes it further. */
export async function beginRefund(
  needs: RefundNeeds,
  request: RefundRequest,
): Promise<Replayable<Refund, RefundRefusal>> {
  const call = { ...request.call, retentionDays: 30 } as const;
  const begun = await once<PaymentsStore, BegunRefund, RefundRefusal>(needs, call, (store) =>
    begin(needs, store, request),
  );
  if (!begun.ok) return begun;
  const { isReplay, value } = begun;
  if (!isReplay)
    await needs
      .asWork(() => advanceRefund(needs, value.refundId))
      .catch((error: unknown) => needs.reportError(error, 'a refund cannot be taken further, and is tried again'));
  const refund = await needs.repository.findRefund(value.refundId);
  if (refund === null) throw new Error(`The refund ${value.refundId} is gone.`);
  if (!isReplay) await signalChange(needs, { id: refund.paymentId, payerId: null });
  if (refund.state !== 'CANCELLED') return { ...done(refund), isReplay };
  if (refund.failureCode === 'INSUFFICIENT_FUNDS')
    return { ...insufficientFunds({ amount: refund.available ?? 0n, currency: refund.currency }), isReplay };
  return { ...notPermitted('The wallet account that the payment went to cannot be charged.', request.path), isReplay };
}

async function begin(
  needs: RefundNeeds,
  store: PaymentsStore,
  { paymentId, path, amount, reason }: RefundRequest,
): Promise<Result<BegunRefund, RefundRefusal>> {
  const payment = await store.lockPayment(paymentId);
  if (payment === null) return notFound('This payment does not exist.', path);
  const { currency } = payment;
  if (!REFUNDABLE.includes(payment.state))
    return invalidState('Only what was captured can be refunded.', payment.state, REFUNDABLE, path);
  if (needs.provider?.name !== payment.provider)
    return methodNotAvailable('This payment cannot be refunded any more.', path);
  if (payment.isDisputed) return notPermitted('A disputed payment cannot be refunded.', path);
  const available = payment.captured - payment.refundTotal;
  const total = amount ?? available;
  if ((await store.countRefunds(paymentId)) >= MAX_REFUNDS)
    return notPermitted(`A payment has at most ${MAX_REFUNDS} refunds.`, path);
  if (total === 0n || !(await store.reserveRefund(paymentId, total)))
    return amountTooLarge('Less than that can be refunded.', { amount: available, currency });
  const now = needs.now();
  const refundId = newId('rfd', now);
  await store.addRefund({ id: refundId, paymentId, amount: total, reason, createdAt: now });
  if (actsForFinance(needs, payment)) {
    const audited = { scope: FINANCE, action: 'refundPayment', subjectId: paymentId, reason };
    await store.recordAudit(needs, { ...audited, after: { refundId, amount: total.toString() } });
  }
  const dueAt = new Date(now.getTime() + RECOVERY_DELAY_MS);
  await store.enqueueWork(advanceRefundWork, [{ id: `wrk_${refundId}`, payload: { refundId }, dueAt }], now);
  await logChange(store, payment, now);
  return done<BegunRefund>({ refundId });
}

export const notPermitted = (message: string, path: string) =>
  refuse({ __typename: 'NotPermitted', message, path: ['input', path] });

const insufficientFunds = (available: Money) =>
  refuse({
    __typename: 'InsufficientFunds',
    message: 'The wallet does not hold enough of the deposit any more.',
    path: ['input', 'amount'],
    available,
  });
