import { done } from '../../../runtime/operations/result.ts';
import { sandboxStepWork } from '../events.ts';
import type { PaymentsStore, SandboxPayment } from '../repository/index.ts';
import { emit, nextInstant } from './sandbox-needs.ts';
import { paymentObject } from './sandbox-objects.ts';
import { behaviourOf } from './sandbox-tokens.ts';

const PLAIN = { webhooks: 'once' } as const;

/** The bank works on a payment, and says later what it thinks of it. */
export async function processSandboxPayment(
  store: PaymentsStore,
  payment: SandboxPayment,
  now: Date,
): Promise<SandboxPayment> {
  const { value } = await changeSandboxPayment(store, payment, { state: 'PROCESSING' }, now, true);
  const delayMs = behaviourOf(payment.token ?? '')?.delayMs ?? 0;
  const dueAt = new Date(now.getTime() + delayMs);
  await store.enqueueWork(sandboxStepWork, [{ payload: { step: 'settle', id: payment.id }, dueAt }], now);
  return value;
}

/** Changes a payment that this transaction has locked, and queues the webhook about it. */
export async function changeSandboxPayment(
  store: PaymentsStore,
  payment: SandboxPayment,
  changes: Partial<SandboxPayment>,
  now: Date,
  isFirst = false,
) {
  const after = { ...payment, ...changes, changedAt: nextInstant(payment.changedAt, now) };
  await store.storeSandboxPayment(after);
  const { webhooks } = (after.token === null ? null : behaviourOf(after.token)) ?? PLAIN;
  await emit(store, 'payment', paymentObject(after), { webhooks, isFirst }, now);
  return done(after);
}
