import { allocate, feeOf } from '../../../../runtime/money/money.ts';
import type { LineAmounts, Totals } from './order-amounts.ts';

/** What one line costs before discount and tax. */
interface PricedLine {
  readonly sellerId: string;
  readonly quantity: number;
  readonly unitPrice: bigint;
  readonly taxCode: string | null;
}

/** A reduction that one seller grants on their own lines. */
interface Reduction {
  readonly sellerId: string;
  readonly kind: 'PERCENT' | 'AMOUNT';
  /** Basis points of PERCENT; 0 for AMOUNT. */
  readonly basisPoints: number;
  /** Minor units of AMOUNT; 0 for PERCENT. */
  readonly amount: bigint;
}

/** Computes the tax on an amount in minor units: what it adds to the price. */
export type TaxOf = (amount: bigint, taxCode: string | null) => bigint;

/** How much of a seller's lines a reduction takes, in minor units; never more than they cost. */
export function reductionOf({ kind, basisPoints, amount }: Omit<Reduction, 'sellerId'>, items: bigint): bigint {
  const reduced = kind === 'PERCENT' ? feeOf(items, basisPoints) : amount;
  return reduced > items ? items : reduced;
}

/** Amounts of lines of one seller, in their order. A reduction is divided in proportion to what the lines cost. */
export function amountsOfLines(
  lines: readonly Omit<PricedLine, 'sellerId'>[],
  reduction: Omit<Reduction, 'sellerId'> | null,
  taxOf: TaxOf,
): LineAmounts[] {
  const items = lines.map(({ quantity, unitPrice }) => unitPrice * BigInt(quantity));
  const sum = items.reduce((total, amount) => total + amount, 0n);
  const reduced = reduction === null ? 0n : reductionOf(reduction, sum);
  const discounts = reduced === 0n ? items.map(() => 0n) : allocate(reduced, items);
  return lines.map(({ taxCode }, at) => {
    const [cost = 0n, discount = 0n] = [items[at], discounts[at]];
    const tax = taxOf(cost - discount, taxCode);
    return { items: cost, discount, tax, total: cost - discount + tax };
  });
}

/** Sums lines and adds the shipping, with the tax on it. */
export function totalOf(lines: readonly LineAmounts[], shipping: bigint, taxOnShipping: bigint): Totals {
  const sum = (pick: (line: LineAmounts) => bigint): bigint => lines.reduce((total, line) => total + pick(line), 0n);
  const [items, discount] = [sum((line) => line.items), sum((line) => line.discount)];
  const tax = sum((line) => line.tax) + taxOnShipping;
  return { items, discount, tax, shipping, total: items - discount + tax + shipping };
}
