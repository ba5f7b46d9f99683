import { expect, test } from '@jest/globals';
import { fundedOf, milestoneOf } from '../../fixtures/hire-world.ts';
import { totalsOf } from './totals.ts';

test('totals add up over milestones', () => {
  const milestones = [milestoneOf(), fundedOf(), fundedOf({ inEscrow: 100n, released: 600n, refunded: 300n })];
  const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
  expect(totalsOf(milestones, 'EUR')).toEqual({ funded: eur(2_000n), released: eur(600n), refunded: eur(300n) });
});
