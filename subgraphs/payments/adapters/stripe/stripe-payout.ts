import type Stripe from 'stripe';
import type { ProviderPayout } from '../../provider/provider-objects.ts';
import { fromSeconds } from './stripe-objects.ts';

/** A payout of Stripe and the connected account that it is made from: together they name it. */
export interface PayoutName {
  readonly account: string;
  readonly payout: string;
}

export const toPayoutRef = ({ account, payout }: PayoutName): string => `${account}/${payout}`;

/** @throws when the text was not made by `toPayoutRef`. */
export function parsePayoutRef(ref: string): PayoutName {
  const [account = '', payout = '', ...rest] = ref.split('/');
  if (account === '' || payout === '' || rest.length > 0) throw new Error(`${ref} names no payout.`);
  return { account, payout };
}

const STATES: Readonly<Record<string, ProviderPayout['state']>> = {
  paid: 'PAID',
  failed: 'FAILED',
  canceled: 'FAILED',
};

/** https://docs.stripe.com/api/payouts/failures */
const FAILURES: Readonly<Record<string, string>> = {
  account_closed: 'ACCOUNT_CLOSED',
  account_frozen: 'ACCOUNT_CLOSED',
  bank_account_restricted: 'ACCOUNT_RESTRICTED',
  incorrect_account_holder_name: 'ACCOUNT_DETAILS_WRONG',
  incorrect_account_holder_tax_id: 'ACCOUNT_DETAILS_WRONG',
  invalid_account_number: 'ACCOUNT_DETAILS_WRONG',
  invalid_currency: 'ACCOUNT_DETAILS_WRONG',
  no_account: 'ACCOUNT_DETAILS_WRONG',
};

/** A payout as Stripe has it at an instant. Banks return what is paid already: then it is FAILED after it was PAID. */
export function payoutOf(payout: Stripe.Payout, account: string, at: Date): ProviderPayout {
  const state = STATES[payout.status] ?? 'SUBMITTED';
  return {
    providerRef: toPayoutRef({ account, payout: payout.id }),
    payoutId: payout.metadata?.['payout_id'] ?? null,
    state,
    failureCode: state === 'FAILED' ? (FAILURES[payout.failure_code ?? ''] ?? 'PAYOUT_DECLINED') : null,
    arrivalDate: fromSeconds(payout.arrival_date),
    at,
  };
}
