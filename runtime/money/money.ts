/** An amount in the smallest unit of its currency. */
export interface Money {
  readonly amount: bigint;
  /** An ISO 4217 code. */
  readonly currency: string;
}

const BASIS_POINTS = 10_000n;

/** The largest amount that a `bigint` column holds; the smallest is one below its negative. */
const MAX_AMOUNT = 2n ** 63n - 1n;

const isStorable = (amount: bigint): boolean => amount <= MAX_AMOUNT && amount >= -MAX_AMOUNT - 1n;

/** The integer that a text such as `-1250` writes, without leading zeros; undefined for any other text, or one too large. */
export function parseMinorUnits(text: string): bigint | undefined {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const amount = BigInt(text);
  return isStorable(amount) ? amount : undefined;
}

/**
 * Divides an amount in proportion to weights, without losing a unit: each part is rounded towards zero, and the units that
 * are left go to the parts with the largest remainders, the earlier one first. Parts have the order of the weights.
 *
 * @throws RangeError for a negative weight, or when all are zero.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n))
    throw new RangeError('Weights are not negative, and one of them is positive.');
  const positive = absolute(amount);
  const shares = weights.map((weight, at) => ({
    at,
    part: (positive * weight) / total,
    remainder: (positive * weight) % total,
  }));
  const rest = positive - shares.reduce((sum, { part }) => sum + part, 0n);
  const byRemainder = shares.toSorted((one, other) =>
    one.remainder === other.remainder ? one.at - other.at : one.remainder > other.remainder ? -1 : 1,
  );
  const raised = new Set(byRemainder.slice(0, Number(rest)).map(({ at }) => at));
  return shares.map(({ at, part }) => {
    const share = part + (raised.has(at) ? 1n : 0n);
    return amount < 0n ? -share : share;
  });
}

/**
 * The fee on an amount in basis points (250 is 2.5 %), rounded to the nearest unit and halves away from zero: what a person
 * gets who checks an invoice with a calculator, and the fee on a refund is the negative of that on its payment.
 *
 * @throws RangeError for a rate that is no integer from 0 to 10,000.
 */
export function feeOf(amount: bigint, basisPoints: number): bigint {
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > Number(BASIS_POINTS))
    throw new RangeError('A rate is an integer from 0 to 10000 basis points.');
  const fee = (absolute(amount) * BigInt(basisPoints) + BASIS_POINTS / 2n) / BASIS_POINTS;
  return amount < 0n ? -fee : fee;
}

const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
