import { CURRENCY_EXPONENTS } from './currencies.ts';
import { type Money, parseMinorUnits } from './money.ts';

/**
 * The amount that a decimal text such as `12.5` writes in a currency. Null for text that is no number, has more decimal
 * places than the currency, or is too large; nothing is rounded.
 */
export function parseDecimal(text: string, currency: string): Money | null {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d{1,19})(?:\.(\d+))?$/.exec(text) ?? [];
  const exponent = exponentOf(currency);
  if (whole === undefined || fraction.length > exponent) return null;
  const digits = `${whole}${fraction.padEnd(exponent, '0')}`.replace(/^0+(?=\d)/, '');
  const amount = parseMinorUnits(`${sign}${digits}`);
  return amount === undefined ? null : { amount, currency };
}

/** The amount as decimal text with all decimal places of its currency: `12.50`, `-0.05`. */
export function formatDecimal({ amount, currency }: Money): string {
  const exponent = exponentOf(currency);
  const isNegative = amount < 0n;
  const digits = (isNegative ? -amount : amount).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  return `${isNegative ? '-' : ''}${whole}${exponent === 0 ? '' : `.${fraction}`}`;
}

function exponentOf(currency: string): number {
  const exponent = CURRENCY_EXPONENTS.get(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is not an ISO 4217 currency in use.`);
  return exponent;
}
