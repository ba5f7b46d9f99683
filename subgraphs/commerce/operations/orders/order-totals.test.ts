import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { feeOf } from '../../../../runtime/money/money.ts';
import { amountsOfLines, reductionOf, totalOf } from './order-totals.ts';

const line = (quantity: number, unitPrice: bigint) => ({ quantity, unitPrice, taxCode: null });
const percent = (basisPoints: number) => ({ kind: 'PERCENT', basisPoints, amount: 0n }) as const;

test('a line costs its units, less its share of the discount, plus the tax on the rest', () => {
  const lines = amountsOfLines([line(2, 1_000n), line(1, 500n)], percent(1_000), (amount) => feeOf(amount, 1_900));
  expect(lines).toEqual([
    { items: 2_000n, discount: 200n, tax: 342n, total: 2_142n },
    { items: 500n, discount: 50n, tax: 86n, total: 536n },
  ]);
  expect(totalOf(lines, 490n, 93n)).toEqual({
    items: 2_500n,
    discount: 250n,
    tax: 521n,
    shipping: 490n,
    total: 3_261n,
  });
});

test('a reduction takes no more than the lines cost', () => {
  expect(reductionOf({ kind: 'AMOUNT', basisPoints: 0, amount: 900n }, 500n)).toBe(500n);
  expect(reductionOf(percent(10_000), 500n)).toBe(500n);
});

test('however a discount is divided, nothing of it is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.bigInt(0n, 10_000_000n)), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 10_000 }),
      (drafts, basisPoints) => {
        const lines = amountsOfLines(
          drafts.map(([quantity, price]) => line(quantity, price)),
          percent(basisPoints),
          () => 0n,
        );
        const { items, discount, total } = totalOf(lines, 0n, 0n);
        expect(discount).toBe(reductionOf(percent(basisPoints), items));
        expect(total).toBe(items - discount);
        expect(lines.every((one) => one.total >= 0n)).toBe(true);
      },
    ),
  );
});
