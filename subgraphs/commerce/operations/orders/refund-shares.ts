import { feeOf } from '../../../../runtime/money/money.ts';

/**
 * What some units of a line cost, in minor units: units `from` to `from + count - 1` of `quantity`. The units that do not
 * divide evenly belong to the first ones, so that the shares of all units add up to the total in whatever portions they are
 * asked for.
 */
export function shareOfUnits(total: bigint, quantity: number, from: number, count: number): bigint {
  return upTo(total, quantity, from + count) - upTo(total, quantity, from);
}

function upTo(total: bigint, quantity: number, count: number): bigint {
  const [units, rest] = [BigInt(count), total % BigInt(quantity)];
  return (total / BigInt(quantity)) * units + (units < rest ? units : rest);
}

/** What a seller is paid for a part, and what the platform keeps of it. */
export interface PayoutAmounts {
  readonly amount: bigint;
  readonly fee: bigint;
}

/** Divides what is left of a part after refunds between its seller and the platform. */
export function payoutOf(total: bigint, refunded: bigint, feeBasisPoints: number): PayoutAmounts {
  const left = total - refunded;
  const fee = feeOf(left, feeBasisPoints);
  return { amount: left - fee, fee };
}

/** What seller and platform return of a payout, for a refund after it: what they would not have received. */
export function recoveryOf(
  total: bigint,
  refundedBefore: bigint,
  refund: bigint,
  feeBasisPoints: number,
): PayoutAmounts {
  const before = payoutOf(total, refundedBefore, feeBasisPoints);
  const after = payoutOf(total, refundedBefore + refund, feeBasisPoints);
  return { amount: before.amount - after.amount, fee: before.fee - after.fee };
}
