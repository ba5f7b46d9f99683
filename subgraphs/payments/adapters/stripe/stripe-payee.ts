import type Stripe from 'stripe';
import { findOrNull } from './stripe-refusals.ts';

/** The connected account of a person, whom `customerRef` names; null when they have none yet. */
export async function findAccount(stripe: Stripe, customerRef: string): Promise<string | null> {
  const customer = await findOrNull(() => stripe.customers.retrieve(customerRef));
  return customer === null || customer.deleted === true ? null : (customer.metadata['account_id'] ?? null);
}

/**
 * The connected account of a person, which receives transfers and pays out on request; opened when there is none. It
 * is in the country of their bank. Stripe transfers nothing to it before the person has shown who they are.
 */
export async function openAccount(
  stripe: Stripe,
  { customerRef, country }: { readonly customerRef: string; readonly country: string },
): Promise<string> {
  const existing = await findAccount(stripe, customerRef);
  if (existing !== null) return existing;
  const draft: Stripe.AccountCreateParams = {
    country,
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: 'manual' } } },
    metadata: { customer_id: customerRef },
  };
  // One account for a person, whatever fails between these two calls.
  const { id } = await stripe.accounts.create(draft, { idempotencyKey: `account-of-${customerRef}` });
  await stripe.customers.update(customerRef, { metadata: { account_id: id } });
  return id;
}
