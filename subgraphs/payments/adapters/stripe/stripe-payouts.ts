import type Stripe from 'stripe';
import { done, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentProvider } from '../../provider/provider.ts';
import { toStripeAmount } from './stripe-amounts.ts';
import { detailsOfAccount } from './stripe-method-details.ts';
import { answeredAt, idOf, type StripeNeeds } from './stripe-objects.ts';
import { findAccount, openAccount } from './stripe-payee.ts';
import { type PayoutName, parsePayoutRef, payoutOf } from './stripe-payout.ts';
import { attemptCall, findOrNull } from './stripe-refusals.ts';

type PayoutCalls = Pick<PaymentProvider, 'attachPayoutMethod' | 'detachPayoutMethod' | 'createPayout' | 'findPayout'>;

/** Payouts of one account that are searched for ours. */
const PAGE_SIZE = 100;

/**
 * Payouts by Stripe Connect: a transfer to the connected account of the person, and from there a payout to their bank account
 * or card. What fails is transferred back.
 */
export function createStripePayouts({ stripe, now }: StripeNeeds): PayoutCalls {
  const findPaid = async ({ account, payout }: PayoutName) => {
    const found = await findOrNull(() => stripe.payouts.retrieve(payout, {}, { stripeAccount: account }));
    if (found === null) return null;
    const reported = payoutOf(found, account, answeredAt(found, now));
    if (reported.state === 'FAILED' && reported.payoutId !== null) await reverseTransfer(stripe, reported.payoutId);
    return reported;
  };
  return {
    attachPayoutMethod: (customerRef, options, key) => attach(stripe, customerRef, options, key),
    async detachPayoutMethod(customerRef, providerRef) {
      const account = await findAccount(stripe, customerRef);
      if (account !== null) await findOrNull(() => stripe.accounts.deleteExternalAccount(account, providerRef));
    },
    async createPayout({ payoutId, amount, currency, method }, key) {
      const sent = toStripeAmount(amount, currency);
      const account = method.customerRef === null ? null : await findAccount(stripe, method.customerRef);
      if (sent === null || account === null) return refuse('METHOD_NOT_AVAILABLE');
      const money = { amount: sent, currency: currency.toLowerCase() };
      const transferred = await attemptCall(() =>
        stripe.transfers.create(
          { ...money, destination: account, transfer_group: payoutId },
          { idempotencyKey: `${key}:transfer` },
        ),
      );
      if (!transferred.ok) return transferred;
      const draft = { ...money, destination: method.token, metadata: { payout_id: payoutId } };
      const paid = await attemptCall(() =>
        stripe.payouts.create(draft, { stripeAccount: account, idempotencyKey: key }),
      );
      if (paid.ok) return done(payoutOf(paid.value, account, answeredAt(paid.value, now)));
      await reverseTransfer(stripe, payoutId);
      return paid;
    },
    async findPayout({ payoutId, providerRef }) {
      if (providerRef !== null) return findPaid(parsePayoutRef(providerRef));
      const { data } = await stripe.transfers.list({ transfer_group: payoutId, limit: 1 });
      const account = idOf(data[0]?.destination);
      if (account === null) return null;
      const { data: payouts } = await stripe.payouts.list({ limit: PAGE_SIZE }, { stripeAccount: account });
      const found = payouts.find(({ metadata }) => metadata?.['payout_id'] === payoutId);
      return found === undefined ? null : findPaid({ account, payout: found.id });
    },
  };
}

async function attach(
  stripe: Stripe,
  customerRef: string,
  { token, currency }: { readonly token: string; readonly currency: string },
  key: string,
) {
  const given = await attemptCall(() => stripe.tokens.retrieve(token));
  if (!given.ok) return given.refusal === 'NOT_FOUND' ? refuse('METHOD_NOT_AVAILABLE') : given;
  const { bank_account: bank, card } = given.value;
  const country = bank?.country ?? card?.country ?? null;
  const receives = bank?.currency ?? card?.currency ?? currency.toLowerCase();
  if (country === null || receives.toUpperCase() !== currency) return refuse('METHOD_NOT_AVAILABLE');
  const account = await openAccount(stripe, { customerRef, country });
  const attached = await attemptCall(() =>
    stripe.accounts.createExternalAccount(account, { external_account: token }, { idempotencyKey: key }),
  );
  if (!attached.ok) return attached;
  return done({ providerRef: attached.value.id, details: detailsOfAccount(attached.value) });
}

/** Reverses the transfer of a payout that did not reach the person, once. */
async function reverseTransfer(stripe: Stripe, payoutId: string): Promise<void> {
  const { data } = await stripe.transfers.list({ transfer_group: payoutId, limit: 1 });
  const [transfer] = data;
  if (transfer === undefined || transfer.reversed) return;
  await stripe.transfers.createReversal(transfer.id, {}, { idempotencyKey: `${payoutId}:reversal` });
}
