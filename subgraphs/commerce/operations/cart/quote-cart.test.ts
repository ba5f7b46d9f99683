import { expect, test } from '@jest/globals';
import { cartLineOf, NOW } from '../../fixtures/order-rows.ts';
import type { ShippingOption, Voucher } from '../../repository/index.ts';
import { isApplicable, noticesOf } from './line-rules.ts';
import { quoteCart } from './quote-cart.ts';

const option = (
  id: string,
  price: bigint,
  countries: string[] = [],
  freeFrom: bigint | null = null,
): ShippingOption => ({
  ...{ id, sellerId: 'usr_ben', name: id, countries, price, freeFrom, currency: 'EUR', minDays: null, maxDays: null },
  createdAt: NOW,
});
const voucher: Voucher = {
  ...{
    id: 'vou_1',
    sellerId: 'usr_ben',
    code: 'TEN',
    kind: 'PERCENT',
    basisPoints: 1_000,
    amount: 0n,
    currency: 'EUR',
  },
  ...{ minimum: 500n, maxUses: 2, maxPerBuyer: null, uses: 0, startsAt: null, endsAt: null, createdAt: NOW },
};
const address = {
  ...{ name: 'Ada', line1: 'Lane 7', line2: null, city: 'Bonn', region: null, postalCode: null, country: 'DE' },
  phone: null,
};
const facts = { choices: { addressId: null, voucherId: null, shipping: {} }, options: [], voucher: null, now: NOW };

test('each seller sends a part, in the cheapest way that reaches the address', () => {
  const lines = [cartLineOf({ kind: 'PHYSICAL' }), cartLineOf({ id: 'pvr_2', sellerId: 'usr_cem', quantity: 3 })];
  const options = [option('express', 900n), option('cheap', 490n, ['DE']), option('abroad', 1n, ['FR'])];
  const quote = quoteCart({ ...facts, lines, options, address, taxesOf: () => (amount) => amount / 10n });
  expect(quote.parts.map(({ sellerId, option: chosen }) => [sellerId, chosen?.id])).toEqual([
    ['usr_ben', 'cheap'],
    ['usr_cem', undefined],
  ]);
  expect(quote.totals).toEqual({ items: 4_000n, discount: 0n, shipping: 490n, tax: 449n, total: 4_939n });
});

test('a chosen option stands, and from its limit on it costs nothing', () => {
  const lines = [cartLineOf({ kind: 'PHYSICAL' })];
  const options = [option('cheap', 490n), option('chosen', 900n, [], 1_000n)];
  const choices = { ...facts.choices, shipping: { usr_ben: 'chosen' } };
  const { parts } = quoteCart({ ...facts, lines, options, choices, address, taxesOf: () => () => 0n });
  expect(parts[0]).toMatchObject({ option: { id: 'chosen' }, totals: { shipping: 0n } });
});

test('a seller who does not send to the address is said to', () => {
  const lines = [cartLineOf({ kind: 'PHYSICAL' })];
  const quote = quoteCart({ ...facts, lines, options: [option('far', 1n, ['FR'])], address, taxesOf: () => () => 0n });
  expect(quote.parts[0]?.isUnreachable).toBe(true);
});

test('a voucher takes off what its seller offers alone', () => {
  const lines = [cartLineOf(), cartLineOf({ id: 'pvr_2', sellerId: 'usr_cem' })];
  const quote = quoteCart({ ...facts, lines, voucher, address: null, taxesOf: () => () => 0n });
  expect(quote).toMatchObject({ isVoucherUsed: true, totals: { discount: 100n, total: 1_900n } });
});

test.each([
  ['too little', { items: 499n }, {}],
  ['another currency', { currency: 'USD' }, {}],
  ['another seller', { sellerId: 'usr_eve' }, {}],
  ['used up', {}, { uses: 2 }],
  ['over', {}, { endsAt: NOW }],
  ['not begun', {}, { startsAt: new Date(NOW.getTime() + 1) }],
])('a voucher takes nothing: %s', (_, part, changes) => {
  const offer = { sellerId: 'usr_ben', currency: 'EUR', items: 1_000n };
  expect(isApplicable(voucher, offer, NOW)).toBe(true);
  expect(isApplicable({ ...voucher, ...changes }, { ...offer, ...part }, NOW)).toBe(false);
});

test.each([
  ['nothing', {}, []],
  ['another price', { price: 1n }, ['PRICE_CHANGED']],
  ['too few', { available: 0n, price: 1n }, ['PRICE_CHANGED', 'OUT_OF_STOCK']],
  ['gone', { isSold: false, available: 0n }, ['ARCHIVED']],
])('what is to be noticed of a line: %s', (_, changes, notices) => {
  expect(noticesOf(cartLineOf(changes))).toEqual(notices);
});
