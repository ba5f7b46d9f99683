import { newId } from '../../../../runtime/operations/ids.ts';
import { disputeClosed, disputeOpened } from '../../events.ts';
import type { ProviderDispute } from '../../provider/provider-objects.ts';
import type { Payment, PaymentDispute, PaymentsStore } from '../../repository/index.ts';
import { factOf } from '../payments/store-change.ts';

const ORDER: readonly PaymentDispute['state'][] = ['NEEDS_RESPONSE', 'UNDER_REVIEW'];

const rankOf = (state: PaymentDispute['state']): number =>
  ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length;

/**
 * Applies what the provider says about a dispute of a payment that this transaction has locked: `applied`; `unchanged`, when
 * it says nothing new; `contradiction`, when the dispute was decided otherwise.
 */
export async function applyDispute(
  store: PaymentsStore,
  payment: Payment,
  reported: ProviderDispute,
  now: Date,
): Promise<'applied' | 'unchanged' | 'contradiction'> {
  const stored = await store.findDisputeByRef(payment.provider, reported.providerRef);
  const before = stored ?? (await open(store, payment, reported, now));
  const { state, evidenceDueAt } = reported;
  if (stored !== null && state === stored.state) return 'unchanged';
  if (rankOf(state) < rankOf(before.state)) return 'unchanged';
  const isClosed = state === 'WON' || state === 'LOST';
  if (before.closedAt !== null) return 'contradiction';
  await store.storeDispute({
    ...before,
    state,
    evidenceDueAt,
    providerAt: reported.at,
    closedAt: isClosed ? now : null,
  });
  if (isClosed) {
    const fact = factOfDispute(payment, before, now);
    await store.announce(disputeClosed, { ...fact, outcome: state }, now);
  }
  // What was lost stays marked.
  await store.storePayment({ ...payment, isDisputed: state !== 'WON', updatedAt: now });
  return 'applied';
}

async function open(
  store: PaymentsStore,
  payment: Payment,
  { providerRef, amount, reason, evidenceDueAt, at }: ProviderDispute,
  now: Date,
): Promise<PaymentDispute> {
  const { currency } = payment;
  const dispute = {
    ...{ id: newId('dsp', now), paymentId: payment.id, amount, reason, providerRef, evidenceDueAt },
    ...{ state: 'NEEDS_RESPONSE' as const, providerAt: at, createdAt: now },
  };
  await store.addDispute(dispute);
  const opened = { ...dispute, currency, evidence: null, evidenceAt: null, closedAt: null };
  await store.announce(disputeOpened, factOfDispute(payment, opened, now), now);
  return opened;
}

const factOfDispute = (payment: Payment, { id: disputeId, amount }: PaymentDispute, now: Date) => ({
  ...factOf(payment, now),
  disputeId,
  amount: amount.toString(),
});
