import type { PaymentsContext } from '../../context.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import type { Payment, PaymentsStore, Refund } from '../../repository/index.ts';
import { logChange, signalChange } from '../payments/store-change.ts';
import { applyRefund } from './apply-refund.ts';
import { endRefund } from './end-refund.ts';
import { type HoldAnswer, holdRefund, isHeldByWallet } from './hold-refund.ts';

/** What taking refunds further takes. */
export type AdvanceNeeds = Pick<PaymentsContext, 'repository' | 'provider' | 'ask' | 'now' | 'streams' | 'reportError'>;

/**
 * Takes a refund to where the provider has accepted or refused it: first the wallet holds the amount of a deposit, then the
 * provider is asked.
 *
 * @throws where an answer is not known: repeat it then, nothing is done twice.
 */
export async function advanceRefund(needs: AdvanceNeeds, refundId: string): Promise<void> {
  const { repository, provider } = needs;
  const refund = await repository.findRefund(refundId);
  const payment = refund === null ? null : await repository.findPayment(refund.paymentId);
  if (refund === null || payment === null || !isUnsubmitted(refund)) return;
  if (provider?.name !== payment.provider) throw new Error(`The provider ${payment.provider} is not configured.`);
  if (refund.state === 'CREATED') {
    const hold = isHeldByWallet(payment) ? await holdRefund(needs, payment, refund) : { holdId: null };
    if ('refusal' in hold)
      return change(needs, refund, (store, locked, current) => cancel(store, locked, current, hold, needs.now()));
    await change(needs, refund, (store, _, current) =>
      store.storeRefund({ ...current, state: 'SUBMITTED', holdId: hold.holdId, updatedAt: needs.now() }),
    );
  }
  await submit(needs, provider, payment, refund);
}

const isUnsubmitted = ({ state }: Refund): boolean => state === 'CREATED' || state === 'SUBMITTED';

async function submit(needs: AdvanceNeeds, provider: PaymentProvider, payment: Payment, refund: Refund): Promise<void> {
  if (payment.providerRef === null) throw new Error(`The provider does not know ${payment.id}.`);
  const { id: refundId, amount } = refund;
  const response = await provider.refundPayment(payment.providerRef, { refundId, amount }, refundId);
  await change(needs, refund, async (store, locked, current) => {
    if (response.ok) await applyRefund(store, locked, current, response.value, needs.now());
    else
      await endRefund(store, locked, {
        ...current,
        state: 'FAILED',
        failureCode: response.refusal,
        updatedAt: needs.now(),
      });
  });
}

const cancel = (
  store: PaymentsStore,
  payment: Payment,
  refund: Refund,
  { refusal, available }: Extract<HoldAnswer, { refusal: string }>,
  now: Date,
): Promise<void> => {
  const failureCode = refusal === 'InsufficientFunds' ? 'INSUFFICIENT_FUNDS' : 'ACCOUNT_UNAVAILABLE';
  return endRefund(store, payment, {
    ...refund,
    state: 'CANCELLED',
    failureCode,
    available: available?.amount ?? null,
    updatedAt: now,
  });
};

/** Changes a refund that is not submitted yet, with its payment locked; does nothing when somebody else has done so. */
async function change(
  needs: AdvanceNeeds,
  { id, paymentId }: Pick<Refund, 'id' | 'paymentId'>,
  work: (store: PaymentsStore, payment: Payment, refund: Refund) => Promise<void>,
): Promise<void> {
  const { repository, now } = needs;
  const changed = await repository.transaction(async (store) => {
    const payment = await store.lockPayment(paymentId);
    const refund = await store.findRefund(id);
    if (payment === null || refund === null || !isUnsubmitted(refund)) return null;
    await work(store, payment, refund);
    await logChange(store, payment, now());
    return payment;
  });
  if (changed !== null) await signalChange(needs, changed);
}
