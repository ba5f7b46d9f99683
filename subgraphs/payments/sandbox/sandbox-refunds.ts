import { newId } from '../../../runtime/operations/ids.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { sandboxStepWork } from '../events.ts';
import type { PaymentsStore, SandboxRefund } from '../repository/index.ts';
import { emit, nextInstant, type SandboxNeeds, type SandboxRefusal, wakeSandbox } from './sandbox-needs.ts';
import { refundObject } from './sandbox-objects.ts';
import { behaviourOf } from './sandbox-tokens.ts';

/** Begins a refund, once for each id on our side. */
export async function createSandboxRefund(
  needs: SandboxNeeds,
  paymentId: string,
  { merchantRef, amount }: Pick<SandboxRefund, 'merchantRef' | 'amount'>,
): Promise<Result<SandboxRefund, SandboxRefusal>> {
  const { repository, now } = needs;
  const begun = await repository.transaction(async (store): Promise<Result<SandboxRefund, SandboxRefusal>> => {
    const existing = await store.lockSandboxRefund(merchantRef);
    if (existing !== null) return done(existing);
    const payment = await store.lockSandboxPayment(paymentId);
    if (payment === null) return refuse('NOT_FOUND');
    if (payment.state !== 'SUCCEEDED') return refuse('INVALID_STATE');
    if (payment.refunded + amount > payment.captured) return refuse('AMOUNT_TOO_LARGE');
    const at = now();
    const refund: SandboxRefund = {
      ...{ id: newId('sbr', at), paymentId: payment.id, merchantRef, amount, state: 'PENDING' },
      ...{ createdAt: at, changedAt: at },
    };
    await store.addSandboxRefund(refund);
    await store.storeSandboxPayment({ ...payment, refunded: payment.refunded + amount });
    await store.enqueueWork(sandboxStepWork, [{ payload: { step: 'refund', id: refund.id } }], at);
    return done(refund);
  });
  if (begun.ok) await wakeSandbox(needs);
  return begun;
}

/** What the bank says of a refund that it works on. */
export async function settleSandboxRefund(store: PaymentsStore, id: string, now: Date): Promise<void> {
  const found = await store.lockSandboxRefund(id);
  const payment = found === null ? null : await store.lockSandboxPayment(found.paymentId);
  if (found?.state !== 'PENDING' || payment === null) return;
  const behaviour = behaviourOf(payment.token ?? '');
  const fails = behaviour?.failsRefunds === true;
  const refund = {
    ...found,
    state: fails ? 'FAILED' : 'SUCCEEDED',
    changedAt: nextInstant(found.changedAt, now),
  } as const;
  await store.storeSandboxRefund(refund);
  if (fails) await store.storeSandboxPayment({ ...payment, refunded: payment.refunded - refund.amount });
  await emit(store, 'refund', refundObject(refund), { webhooks: behaviour?.webhooks ?? 'once' }, now);
}
