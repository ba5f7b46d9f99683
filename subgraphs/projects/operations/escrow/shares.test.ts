import { expect, test } from '@jest/globals';
import { sharesOf } from './shares.ts';

const milestone = { released: 0n, fee: 0n, feeBasisPoints: 1_000 };

test.each([
  ['all to the freelancer', 1_000n, 0n, { amount: 1_000n, net: 900n, fee: 100n, toClient: 0n }],
  ['all to the client', 0n, 1_000n, { amount: 1_000n, net: 0n, fee: 0n, toClient: 1_000n }],
  ['a split', 333n, 667n, { amount: 1_000n, net: 300n, fee: 33n, toClient: 667n }],
  ['the smallest unit', 1n, 0n, { amount: 1n, net: 1n, fee: 0n, toClient: 0n }],
] as const)('%s', (_, toFreelancer, toClient, expected) => {
  expect(sharesOf(milestone, { toFreelancer, toClient })).toEqual(expected);
});

test('fees of parts add up to the fee on the whole', () => {
  let paid = { released: 0n, fee: 0n };
  for (const part of [333n, 333n, 333n, 6n, 1n]) {
    const { fee } = sharesOf({ ...milestone, ...paid }, { toFreelancer: part, toClient: 0n });
    paid = { released: paid.released + part, fee: paid.fee + fee };
  }
  expect(paid).toEqual({ released: 1_006n, fee: 101n });
});

test('no part of any size makes a share negative, and nothing is lost', () => {
  for (let rate = 0; rate <= 10_000; rate += 777)
    for (let released = 0n; released < 40n; released += 1n) {
      const fee = sharesOf(
        { released: 0n, fee: 0n, feeBasisPoints: rate },
        { toFreelancer: released, toClient: 0n },
      ).fee;
      const shares = sharesOf({ released, fee, feeBasisPoints: rate }, { toFreelancer: 1n, toClient: 2n });
      expect(shares.net >= 0n && shares.fee >= 0n && shares.net + shares.fee + shares.toClient === shares.amount).toBe(
        true,
      );
    }
});
