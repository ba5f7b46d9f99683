import type { PaymentsContext } from '../../context.ts';
import {
  PAYMENT_LOG,
  PAYMENTS_LOG,
  paymentAuthorized,
  paymentCancelled,
  paymentFailed,
  paymentSucceeded,
} from '../../events.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';

/** What every event about a payment says. */
export const factOf = (payment: Payment, at: Date) => ({
  paymentId: payment.id,
  userId: payment.payerId,
  currency: payment.currency,
  reference:
    payment.referenceType === null || payment.referenceId === null
      ? null
      : {
          ...{ type: payment.referenceType, id: payment.referenceId },
          ...(payment.domain !== null && { domain: payment.domain }),
        },
  provider: payment.provider,
  at: at.toISOString(),
});

/** Stores a payment that this transaction has locked, and publishes the state that it has entered. Log it last. */
export async function storeChange(store: PaymentsStore, before: Payment, after: Payment): Promise<void> {
  await store.storePayment(after);
  if (after.state === before.state) return;
  const at = after.updatedAt;
  const [fact, amount] = [factOf(after, at), after.amount.toString()];
  if (after.state === 'AUTHORIZED') await store.announce(paymentAuthorized, { ...fact, amount }, at);
  if (after.state === 'SUCCEEDED')
    await store.announce(paymentSucceeded, { ...fact, amount: after.captured.toString() }, at);
  if (after.state === 'CANCELLED') await store.announce(paymentCancelled, { ...fact, amount }, at);
  if (after.state === 'FAILED' || after.state === 'EXPIRED') {
    const failureCode = after.state === 'EXPIRED' ? 'EXPIRED' : (after.failure?.code ?? 'PROVIDER_ERROR');
    await store.announce(paymentFailed, { ...fact, amount, failureCode }, at);
  }
}

/** Appends a change to the logs of the payment and of its payer: the last statement of its transaction. */
export const logChange = (
  store: PaymentsStore,
  { id, payerId }: Pick<Payment, 'id' | 'payerId'>,
  now: Date,
): Promise<void> =>
  store.appendToLogs(
    [
      { log: PAYMENT_LOG.name, key: id, people: [], data: { paymentId: id } },
      ...(payerId === null ? [] : [{ log: PAYMENTS_LOG.name, key: payerId, people: [], data: { paymentId: id } }]),
    ],
    now,
  );

/** Signals those who follow the payment, after the commit. */
export async function signalChange(
  { streams }: { readonly streams: Pick<PaymentsContext['streams'], 'announce'> },
  { id, payerId }: Pick<Payment, 'id' | 'payerId'>,
): Promise<void> {
  await Promise.all([
    streams.announce(PAYMENT_LOG, id),
    ...(payerId === null ? [] : [streams.announce(PAYMENTS_LOG, payerId)]),
  ]);
}
