import { feeOf } from '../../../runtime/money/money.ts';

/**
 * Taxes by a table of rates: one rate a country, in hundredths of a percent, the same for all tax codes, rounded to the nearest
 * unit. Where nothing is sent, and in countries without a rate, there is none. A provider of taxes fills the same port.
 */
export const openTaxes =
  (rates: Readonly<Record<string, number>>) =>
  (country: string | null) =>
  (amount: bigint): bigint =>
    feeOf(amount, (country === null ? null : rates[country]) ?? 0);
