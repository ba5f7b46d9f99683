import { CURRENCY_EXPONENTS } from '../../../../runtime/money/currencies.ts';

/** Where Stripe counts in other units than ISO 4217: https://docs.stripe.com/currencies#special-cases */
const STRIPE_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
]);

/** Currencies with three decimal places, of which Stripe takes two: the last digit is 0. */
const MAX_EXPONENT = 2;

/** The largest amount of one payment, in Stripe's units: eight digits. */
const MAX_AMOUNT = 99_999_999;

/** The smallest amounts of one payment, in Stripe's units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MIN_AMOUNTS: ReadonlyMap<string, number> = new Map([
  ...['AED', 'MYR', 'PLN', 'RON'].map((code) => [code, 200] as const),
  ...['CZK', 'ISK'].map((code) => [code, 1_500] as const),
  ...['MXN', 'THB'].map((code) => [code, 1_000] as const),
  ...['NOK', 'SEK'].map((code) => [code, 300] as const),
  ['DKK', 250],
  ['GBP', 30],
  ['HKD', 400],
  ['HUF', 17_500],
]);

const DEFAULT_MIN_AMOUNT = 50;

const exponentOf = (currency: string): number => CURRENCY_EXPONENTS.get(currency) ?? MAX_EXPONENT;

const differenceOf = (currency: string): number =>
  (STRIPE_EXPONENTS.get(currency) ?? exponentOf(currency)) - exponentOf(currency);

/** An amount in the units of Stripe; null where Stripe cannot express it, or takes no amount so large. */
export function toStripeAmount(amount: bigint, currency: string): number | null {
  const difference = differenceOf(currency);
  const scaled = difference >= 0 ? amount * 10n ** BigInt(difference) : amount / 10n ** BigInt(-difference);
  const isExact = fromStripeAmount(Number(scaled), currency) === amount;
  const isAccepted = exponentOf(currency) <= MAX_EXPONENT || scaled % 10n === 0n;
  return isExact && isAccepted && scaled <= BigInt(MAX_AMOUNT) ? Number(scaled) : null;
}

/** An amount of Stripe, an integer, in minor units of ISO 4217. Stripe's codes are in lower case. */
export function fromStripeAmount(amount: number, currency: string): bigint {
  const difference = differenceOf(currency.toUpperCase());
  return difference >= 0 ? BigInt(amount) / 10n ** BigInt(difference) : BigInt(amount) * 10n ** BigInt(-difference);
}

/** Between which amounts Stripe makes a payment. What the account is settled in may raise the smallest one. */
export const stripeLimitsOf = (currency: string): { readonly min: bigint; readonly max: bigint } => ({
  min: fromStripeAmount(MIN_AMOUNTS.get(currency) ?? DEFAULT_MIN_AMOUNT, currency),
  max: fromStripeAmount(MAX_AMOUNT, currency),
});
