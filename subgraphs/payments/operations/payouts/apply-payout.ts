import { payoutFailed, payoutPaid } from '../../events.ts';
import type { ProviderPayout } from '../../provider/provider-objects.ts';
import type { PaymentsStore, PayoutTransfer } from '../../repository/index.ts';

/**
 * What became of a report of the provider: `applied`; `unchanged`, when it says nothing new or is older; `contradiction`, when
 * the provider says that a payout is on its way, or paid, that has failed here.
 */
export type AppliedPayout = 'applied' | 'unchanged' | 'contradiction';

type State = PayoutTransfer['state'];

/** A payout may fail after it was paid: banks return money. Nothing leads back. */
const NEXT: Readonly<Record<State, readonly State[]>> = {
  CREATED: ['SUBMITTED', 'PAID', 'FAILED'],
  SUBMITTED: ['PAID', 'FAILED'],
  PAID: ['FAILED'],
  FAILED: [],
};

/** Applies what the provider says about a payout that this transaction has locked, and publishes how it ended. */
export async function applyPayout(
  store: PaymentsStore,
  payout: PayoutTransfer,
  reported: ProviderPayout,
  now: Date,
): Promise<AppliedPayout> {
  const { state } = payout;
  if (reported.state === state) {
    const isNews = payout.providerRef === null || dayOf(payout.arrivalDate) !== dayOf(reported.arrivalDate);
    const isOlder = payout.providerAt !== null && reported.at < payout.providerAt;
    if (!isNews || isOlder) return 'unchanged';
  } else if (!NEXT[state].includes(reported.state))
    return state === 'FAILED' ? contradicts(payout, reported) : 'unchanged';
  const changed = withReport(payout, reported, now);
  await store.storePayout(changed);
  if (changed.state !== state) await publishEnd(store, changed, now);
  return 'applied';
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const dayOf = (date: Date | null): string | null => date?.toISOString().slice(0, DATE_LENGTH) ?? null;

/** What was sent before the payout failed may arrive after that. */
const contradicts = ({ providerAt }: PayoutTransfer, { at }: ProviderPayout): AppliedPayout =>
  providerAt !== null && at <= providerAt ? 'unchanged' : 'contradiction';

const withReport = (payout: PayoutTransfer, reported: ProviderPayout, now: Date): PayoutTransfer => ({
  ...payout,
  state: reported.state,
  providerRef: reported.providerRef,
  failureCode: reported.failureCode,
  wasPaid: payout.wasPaid || reported.state === 'PAID',
  arrivalDate: reported.arrivalDate ?? payout.arrivalDate,
  providerAt: reported.at,
  updatedAt: now,
});

/** Ends a payout that the provider has refused to make. */
export async function failPayout(
  store: PaymentsStore,
  payout: PayoutTransfer,
  failureCode: string,
  now: Date,
): Promise<void> {
  const failed: PayoutTransfer = { ...payout, state: 'FAILED', failureCode, updatedAt: now };
  await store.storePayout(failed);
  await publishEnd(store, failed, now);
}

async function publishEnd(store: PaymentsStore, payout: PayoutTransfer, now: Date): Promise<void> {
  const fact = {
    payoutId: payout.id,
    userId: payout.payeeId,
    amount: payout.amount.toString(),
    currency: payout.currency,
    reference: { type: payout.referenceType, id: payout.referenceId },
    provider: payout.provider,
    at: now.toISOString(),
  };
  if (payout.state === 'PAID') await store.announce(payoutPaid, fact, now);
  if (payout.state === 'FAILED') {
    const failureCode = payout.failureCode ?? 'PAYOUT_DECLINED';
    await store.announce(payoutFailed, { ...fact, failureCode, wasPaid: payout.wasPaid }, now);
  }
}
