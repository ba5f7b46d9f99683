import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { payoutOf, recoveryOf, shareOfUnits } from './refund-shares.ts';

test('units that do not divide evenly cost one more for the first ones', () => {
  expect([0, 1, 2].map((from) => shareOfUnits(1_000n, 3, from, 1))).toEqual([334n, 333n, 333n]);
  expect(shareOfUnits(1_000n, 3, 0, 3)).toBe(1_000n);
});

test('the refunds of all units of a line are its total, in whatever portions', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 15n),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
      (total, portions) => {
        const quantity = portions.reduce((sum, count) => sum + count, 0);
        let from = 0;
        let refunded = 0n;
        for (const count of portions) {
          refunded += shareOfUnits(total, quantity, from, count);
          from += count;
        }
        expect(refunded).toBe(total);
      },
    ),
  );
});

test('seller and platform return together exactly what is refunded, and in the end all that they were paid', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 12n),
      fc.array(fc.bigInt(0n, 10n ** 11n), { maxLength: 8 }),
      fc.integer({ min: 0, max: 10_000 }),
      (total, wishes, basisPoints) => {
        const paid = payoutOf(total, 0n, basisPoints);
        let [refunded, amount, fee] = [0n, 0n, 0n];
        for (const wish of [...wishes, total]) {
          const left = total - refunded;
          let refund = wish;
          if (refund > left) refund = left;
          const recovered = recoveryOf(total, refunded, refund, basisPoints);
          expect(recovered.amount + recovered.fee).toBe(refund);
          expect(recovered.amount >= 0n && recovered.fee >= 0n).toBe(true);
          refunded += refund;
          amount += recovered.amount;
          fee += recovered.fee;
        }
        expect({ amount, fee }).toEqual(paid);
      },
    ),
  );
});
