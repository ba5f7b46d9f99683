import { expect, test } from '@jest/globals';
import { cartLineOf } from '../../fixtures/order-rows.ts';
import { noticesOf } from './line-rules.ts';

test('what is archived has no other notice', () => {
  expect(noticesOf(cartLineOf({ isSold: false, price: 1n, available: 0n }))).toEqual(['ARCHIVED']);
});
