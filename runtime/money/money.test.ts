import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CURRENCY_EXPONENTS } from './currencies.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { allocate, feeOf, parseMinorUnits } from './money.ts';

const RUNS = { seed: 20_261_130, numRuns: 500 };
const amounts = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const currencies = fc.constantFrom(...CURRENCY_EXPONENTS.keys());
const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

test.each([
  ['JPY', 0],
  ['XOF', 0],
  ['EUR', 2],
  ['USD', 2],
  ['KWD', 3],
])('%s has %d decimal places', (currency, exponent) => {
  expect(CURRENCY_EXPONENTS.get(currency)).toBe(exponent);
});

test('every currency has a code of three letters', () => {
  expect([...CURRENCY_EXPONENTS.keys()].filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
});

describe('amounts as text', () => {
  test.each([
    ['12.50', 'EUR', 1250n],
    ['12.5', 'EUR', 1250n],
    ['12', 'EUR', 1200n],
    ['-0.05', 'EUR', -5n],
    ['0.1', 'KWD', 100n],
    ['1250', 'JPY', 1250n],
    ['90071992547409.93', 'USD', 9_007_199_254_740_993n],
    ['92233720368547758.07', 'USD', 2n ** 63n - 1n],
  ])('%s %s', (text, currency, amount) => {
    expect(parseDecimal(text, currency)).toEqual({ amount, currency });
  });

  test.each([
    ['12.505', 'EUR'],
    ['12.5', 'JPY'],
    ['12.', 'EUR'],
    ['.5', 'EUR'],
    ['1,250', 'EUR'],
    ['1e3', 'EUR'],
    ['+1', 'EUR'],
    [' 1', 'EUR'],
    ['', 'EUR'],
    ['-0', 'EUR'],
    ['92233720368547758.08', 'USD'],
  ])('"%s" %s is none', (text, currency) => {
    expect(parseDecimal(text, currency)).toBeNull();
  });

  test('what is formatted parses to the same amount', () => {
    fc.assert(
      fc.property(amounts, currencies, (amount, currency) => {
        expect(parseDecimal(formatDecimal({ amount, currency }), currency)).toEqual({ amount, currency });
      }),
      RUNS,
    );
  });

  test('an amount is written with all decimal places of its currency', () => {
    expect(formatDecimal({ amount: -5n, currency: 'EUR' })).toBe('-0.05');
    expect(formatDecimal({ amount: 1_000n, currency: 'KWD' })).toBe('1.000');
    expect(formatDecimal({ amount: 0n, currency: 'JPY' })).toBe('0');
  });

  test('there is no text for a currency that is none', () => {
    expect(() => formatDecimal({ amount: 1n, currency: 'XTS' })).toThrow(RangeError);
  });
});

describe('minor units', () => {
  test('every amount that a column holds', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMinorUnits(amount.toString())).toBe(amount);
      }),
      RUNS,
    );
  });

  test.each(['', '-', '-0', '007', '1.0', '1e3', '+1', ' 1', '9223372036854775808', '-9223372036854775809', '٣'])(
    '"%s" is none',
    (text) => {
      expect(parseMinorUnits(text)).toBeUndefined();
    },
  );
});

describe('allocation', () => {
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 })
    .filter((list) => sum(list) > 0n);

  test('loses and makes no unit, and each part is within one unit of its exact share', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, list) => {
        const parts = allocate(amount, list);
        expect(sum(parts)).toBe(amount);
        const total = sum(list);
        for (const [at, part] of parts.entries()) {
          const difference = part * total - amount * (list[at] ?? 0n);
          expect(difference < total && difference > -total).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('the remainders decide: a larger one gets no less than a smaller one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (amount, list) => {
        const parts = allocate(amount, list);
        const total = sum(list);
        const remainders = list.map((weight) => (amount * weight) % total);
        const raised = parts.map((part, at) => part - (amount * (list[at] ?? 0n)) / total);
        const smallestRaised = remainders.filter((_, at) => raised[at] === 1n);
        const largestLeft = remainders.filter((_, at) => raised[at] === 0n);
        for (const one of smallestRaised) for (const other of largestLeft) expect(one >= other).toBe(true);
      }),
      RUNS,
    );
  });

  test('ties go to the earlier part', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
    expect(allocate(5n, [1n, 0n])).toEqual([5n, 0n]);
  });

  test.each([[[]], [[0n]], [[1n, -1n, 1n]]])('weights %p are refused', (list: bigint[]) => {
    expect(() => allocate(1n, list)).toThrow(RangeError);
  });
});

describe('fees', () => {
  test.each([
    [10_000n, 250, 250n],
    [99n, 100, 1n],
    [50n, 100, 1n],
    [49n, 100, 0n],
    [-50n, 100, -1n],
    [1_250n, 0, 0n],
    [1_250n, 10_000, 1_250n],
  ])('of %d at %d basis points: %d', (amount, basisPoints, fee) => {
    expect(feeOf(amount, basisPoints)).toBe(fee);
  });

  test('are within half a unit of the exact share, and those of a refund cancel those of its payment', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (amount, basisPoints) => {
        const difference = feeOf(amount, basisPoints) * 10_000n - amount * BigInt(basisPoints);
        expect(difference <= 5_000n && difference >= -5_000n).toBe(true);
        expect(feeOf(-amount, basisPoints)).toBe(-feeOf(amount, basisPoints));
      }),
      RUNS,
    );
  });

  test.each([-1, 10_001, 2.5, Number.NaN])('a rate of %d is refused', (basisPoints) => {
    expect(() => feeOf(1n, basisPoints)).toThrow(RangeError);
  });
});
