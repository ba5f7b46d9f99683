import type { CartChoices, CartLine, PostalAddress, ShippingOption, Voucher } from '../../repository/index.ts';
import type { LineAmounts, Totals } from '../orders/order-amounts.ts';
import { amountsOfLines, reductionOf, type TaxOf, totalOf } from '../orders/order-totals.ts';
import { type CartNotice, isApplicable, noticesOf } from './line-rules.ts';

/** A line with what it costs. */
interface QuotedLine {
  readonly line: CartLine;
  readonly amounts: LineAmounts;
  readonly notices: readonly CartNotice[];
}

/** What one seller would send. */
export interface QuotedPart {
  readonly sellerId: string;
  readonly currency: string;
  readonly lines: readonly QuotedLine[];
  readonly needsShipping: boolean;
  /** Options that reach the address, cheapest first, each with its price for this part. */
  readonly options: readonly { readonly option: ShippingOption; readonly price: bigint }[];
  /** The chosen one, or the cheapest; null where nothing is sent, or the seller sends for nothing everywhere. */
  readonly option: ShippingOption | null;
  /** Whether the seller sends, and not to this address. */
  readonly isUnreachable: boolean;
  readonly shippingTax: bigint;
  readonly totals: Totals;
}

/** A cart as it would be ordered now. */
export interface Quote {
  readonly parts: readonly QuotedPart[];
  /** Null when the cart is empty. */
  readonly currency: string | null;
  readonly totals: Totals;
  /** Whether the voucher of the cart takes something now. */
  readonly isVoucherUsed: boolean;
}

/** Returns how tax is computed for a country, by an alpha-2 code; null where nothing is sent. */
export type TaxesOf = (country: string | null) => TaxOf;

/** A cart, and what decides about its price. */
interface QuoteFacts {
  readonly lines: readonly CartLine[];
  readonly choices: CartChoices;
  readonly options: readonly ShippingOption[];
  readonly voucher: Voucher | null;
  readonly address: PostalAddress | null;
  readonly taxesOf: TaxesOf;
  readonly now: Date;
}

/** Computes what a cart costs now: the same for who looks at it and for who orders it. */
export function quoteCart(facts: QuoteFacts): Quote {
  const bySeller = Map.groupBy(facts.lines, ({ sellerId }) => sellerId);
  const parts = [...bySeller].map(([sellerId, lines]) => quotePart(facts, sellerId, lines));
  const sum = (pick: (totals: Totals) => bigint): bigint =>
    parts.reduce((total, part) => total + pick(part.totals), 0n);
  return {
    parts,
    currency: facts.lines[0]?.currency ?? null,
    totals: {
      items: sum(({ items }) => items),
      discount: sum(({ discount }) => discount),
      tax: sum(({ tax }) => tax),
      shipping: sum(({ shipping }) => shipping),
      total: sum(({ total }) => total),
    },
    isVoucherUsed: parts.some(({ totals }) => totals.discount > 0n),
  };
}

function quotePart(facts: QuoteFacts, sellerId: string, lines: readonly CartLine[]): QuotedPart {
  const { choices, options, voucher, address, taxesOf, now } = facts;
  const currency = lines[0]?.currency ?? '';
  const items = lines.reduce((total, { price, quantity }) => total + price * BigInt(quantity), 0n);
  const reduction = voucher !== null && isApplicable(voucher, { sellerId, currency, items }, now) ? voucher : null;
  const taxOf = taxesOf(address?.country ?? null);
  const priced = lines.map(({ price: unitPrice, ...line }) => ({ ...line, unitPrice }));
  const amounts = amountsOfLines(priced, reduction, taxOf);
  const needsShipping = lines.some(({ kind }) => kind === 'PHYSICAL');
  const paid = reduction === null ? items : items - reductionOf(reduction, items);
  const ofSeller = options.filter((option) => option.sellerId === sellerId && option.currency === currency);
  const reaching =
    needsShipping && address !== null ? ofSeller.filter((option) => reaches(option, address.country)) : [];
  const prices = reaching
    .map((option) => ({ option, price: option.freeFrom !== null && paid >= option.freeFrom ? 0n : option.price }))
    .toSorted((one, other) => (one.price < other.price ? -1 : one.price > other.price ? 1 : 0));
  const chosen = prices.find(({ option }) => option.id === choices.shipping[sellerId]) ?? prices[0] ?? null;
  const shipping = chosen?.price ?? 0n;
  const shippingTax = shipping === 0n ? 0n : taxOf(shipping, SHIPPING_TAX_CODE);
  return {
    ...{ sellerId, currency, needsShipping, options: prices, option: chosen?.option ?? null, shippingTax },
    isUnreachable: needsShipping && address !== null && ofSeller.length > 0 && reaching.length === 0,
    lines: lines.map((line, at) => ({
      line,
      // The amounts have the order of the lines.
      amounts: amounts[at] ?? { items: 0n, discount: 0n, tax: 0n, total: 0n },
      notices: noticesOf(line),
    })),
    totals: totalOf(amounts, shipping, shippingTax),
  };
}

/** Stripe's code for shipping. */
const SHIPPING_TAX_CODE = 'txcd_92010001';

const reaches = ({ countries }: ShippingOption, country: string): boolean =>
  countries.length === 0 || countries.includes(country);
