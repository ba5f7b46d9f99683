import type Stripe from 'stripe';
import type { MethodDetails } from '../../provider/provider-payment.ts';

const NOTHING: MethodDetails = { kind: 'OTHER', brand: null, last4: null, expiryMonth: null, expiryYear: null };

type ShownCard = Pick<Stripe.PaymentMethod.Card, 'brand' | 'last4' | 'exp_month' | 'exp_year'>;

const ofCard = ({ brand, last4, exp_month, exp_year }: ShownCard): MethodDetails => ({
  kind: 'CARD',
  brand,
  last4,
  expiryMonth: exp_month,
  expiryYear: exp_year,
});

/** What Stripe calls methods that are wallets of a device or of another company. */
const WALLETS = new Set(['alipay', 'amazon_pay', 'cashapp', 'grabpay', 'link', 'paypal', 'revolut_pay', 'wechat_pay']);

/** What may be shown of a method that Stripe keeps. */
export function detailsOfMethod(method: Stripe.PaymentMethod): MethodDetails {
  const { card, sepa_debit: sepa, us_bank_account: bank, type } = method;
  if (card !== undefined) return card.wallet == null ? ofCard(card) : { ...ofCard(card), kind: 'WALLET' };
  if (sepa !== undefined) return { ...NOTHING, kind: 'BANK_ACCOUNT', brand: sepa.bank_code, last4: sepa.last4 };
  if (bank !== undefined) return { ...NOTHING, kind: 'BANK_ACCOUNT', brand: bank.bank_name, last4: bank.last4 };
  return { ...NOTHING, kind: WALLETS.has(type) ? 'WALLET' : 'OTHER', brand: type };
}

/** What may be shown of the method of a charge. */
export function detailsOfCharge({ payment_method_details: details }: Stripe.Charge): MethodDetails | null {
  if (details === null) return null;
  const { card, sepa_debit: sepa, us_bank_account: bank, type } = details;
  if (card != null) {
    const { brand, last4, exp_month, exp_year, wallet } = card;
    const kind = wallet == null ? 'CARD' : 'WALLET';
    return { kind, brand, last4, expiryMonth: exp_month, expiryYear: exp_year };
  }
  if (sepa != null) return { ...NOTHING, kind: 'BANK_ACCOUNT', brand: sepa.bank_code, last4: sepa.last4 };
  if (bank != null) return { ...NOTHING, kind: 'BANK_ACCOUNT', brand: bank.bank_name, last4: bank.last4 };
  return { ...NOTHING, kind: WALLETS.has(type) ? 'WALLET' : 'OTHER', brand: type };
}

/** What may be shown of an account or card that payouts are sent to. */
export function detailsOfAccount(account: Stripe.ExternalAccount): MethodDetails {
  if (account.object === 'card') return ofCard({ ...account, brand: account.brand.toLowerCase() });
  return { ...NOTHING, kind: 'BANK_ACCOUNT', brand: account.bank_name, last4: account.last4 };
}
