import type { CartLine, Voucher } from '../../repository/index.ts';

/** What is to be noticed about a line before it is ordered. */
export type CartNotice = 'PRICE_CHANGED' | 'OUT_OF_STOCK' | 'ARCHIVED';

/** Whether a voucher takes something of what a seller offers; how often it was used the order decides. */
export function isApplicable(
  voucher: Voucher,
  { sellerId, currency, items }: { readonly sellerId: string; readonly currency: string; readonly items: bigint },
  now: Date,
): boolean {
  const { startsAt, endsAt, maxUses, uses } = voucher;
  const isLive = (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt);
  const isLeft = maxUses === null || uses < maxUses;
  return isLive && isLeft && voucher.sellerId === sellerId && voucher.currency === currency && items >= voucher.minimum;
}

/** What is to be noticed about a line. */
export function noticesOf({ isSold, price, priceSeen, available, quantity }: CartLine): CartNotice[] {
  if (!isSold) return ['ARCHIVED'];
  return [
    ...(price === priceSeen ? [] : (['PRICE_CHANGED'] as const)),
    ...(available !== null && available < BigInt(quantity) ? (['OUT_OF_STOCK'] as const) : []),
  ];
}
