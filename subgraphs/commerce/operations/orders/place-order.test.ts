import { expect, test } from '@jest/globals';
import { stockTopic } from '../../events.ts';
import { cartLineOf, createOrderContext, orderOf } from '../../fixtures/order-rows.ts';
import type { Order } from '../../repository/index.ts';
import { placeOrder } from './place-order.ts';

const INPUT = { idempotencyKey: 'k', payWith: 'WALLET', expectedTotal: { amount: 1_000n, currency: 'EUR' } };
const address = { id: 'adr_1', isDefault: true, country: 'DE', name: 'Ada', line1: 'Lane 7', city: 'Bonn' };

function worldOf(lines = [cartLineOf()], { answer = {}, more = {} }: { answer?: object | Error; more?: object } = {}) {
  let order: Order = orderOf({ state: 'PENDING', fundedAt: null, holdId: null, stock: 'RESERVED', total: 1_000n });
  const find = async () => order;
  const [requested, signalled]: [unknown[], string[]] = [[], []];
  const world = createOrderContext(
    {
      ...{
        cartLines: async () => lines,
        cartChoices: async () => ({ addressId: null, voucherId: null, shipping: {} }),
      },
      ...{ shippingOptionsOf: async () => [], addressesOf: async () => [], findVoucher: async () => null },
      reserveStock: async (units: { variantId: string }[]) => units.map(({ variantId }) => variantId),
      ...{ findOrder: find, lockOrder: find, orderedVariant: async () => cartLineOf({ available: 0n }) },
      noteFunding: async (_: string, changes: Partial<Order>) => {
        order = { ...order, ...changes };
      },
      ...more,
    },
    'usr_ada',
    {
      signals: { notify: async (topic: string) => void signalled.push(topic) },
      ask: async (_: string, __: string, { input }: { input: object }) => {
        requested.push(input);
        if (answer instanceof Error) throw answer;
        return { holdFunds: { made: { id: 'hld_1' }, errors: [], ...answer } };
      },
    },
  );
  return { ...world, requested, signalled, order: () => order };
}

test('stock, order and saga come together, and then the money is reserved under the key of the order', async () => {
  const { context, names, requested, order } = worldOf();
  expect(await placeOrder(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(names()).toEqual(['addOrder', 'clearCart', 'beginSaga', 'addOrderEvents']);
  expect(requested).toMatchObject([
    { key: 'ord_1:FUNDING', amount: { amount: '1000', currency: 'EUR' }, userId: 'usr_ada' },
  ]);
  expect(order()).toMatchObject({ holdId: 'hld_1' });
});

test('whoever follows the stock of what is ordered is signalled, and a refusal signals nothing', async () => {
  const { context, signalled } = worldOf();
  await placeOrder(context, INPUT);
  expect(signalled).toContain(stockTopic('pvr_1'));
  const refused = worldOf([cartLineOf({ available: 0n })]);
  await placeOrder(refused.context, INPUT);
  expect(refused.signalled).toEqual([]);
});

test('while wallet does not respond the order is pending, and its saga goes on', async () => {
  const { context, order } = worldOf([cartLineOf()], { answer: new Error('away') });
  expect(await placeOrder(context, INPUT)).toMatchObject({ ok: true });
  expect(order()).toMatchObject({ holdId: null, failureCode: null });
});

test('too little money is said with what there is', async () => {
  const errors = [{ __typename: 'InsufficientFunds', available: { amount: '5' } }];
  const { context } = worldOf([cartLineOf()], { answer: { made: null, errors } });
  const refusal = { __typename: 'InsufficientFunds', available: { amount: 5n, currency: 'EUR' } };
  expect(await placeOrder(context, INPUT)).toMatchObject({ ok: false, refusal });
});

test.each<[string, Parameters<typeof cartLineOf>[0][], object, string]>([
  ['an empty cart', [], {}, 'CartEmpty'],
  ['what they sell themselves', [{ sellerId: 'usr_ada' }], {}, 'OwnProduct'],
  ['what is archived', [{ isSold: false }], {}, 'OutOfStock'],
  ['two currencies', [{}, { id: 'pvr_2', currency: 'USD' }], {}, 'CurrencyMismatch'],
  ['goods without an address', [{ kind: 'PHYSICAL' }], {}, 'AddressRequired'],
  ['more than there is', [{ available: 0n }], {}, 'OutOfStock'],
  ['another total', [{}], { expectedTotal: { amount: 999n, currency: 'EUR' } }, 'PriceChanged'],
  ['another currency', [{}], { expectedTotal: { amount: 1_000n, currency: 'USD' } }, 'PriceChanged'],
  ['a price that nobody can pay', [{ price: 10n ** 16n }], {}, 'AmountTooLarge'],
  ['no key', [{}], { idempotencyKey: '' }, 'InvalidInput'],
  ['an address that is none', [{}], { returnUrl: 'javascript:alert(1)' }, 'InvalidInput'],
  ['less than nothing', [{}], { expectedTotal: { amount: -1n, currency: 'EUR' } }, 'InvalidInput'],
])('%s is refused, and nothing is written or requested for', async (_, lines, changes, __typename) => {
  const { context, names, requested } = worldOf(lines.map(cartLineOf));
  expect(await placeOrder(context, { ...INPUT, ...changes })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(names()).toEqual([]);
  expect(requested).toEqual([]);
});

test('who comes too late for one of two things gives back the other', async () => {
  const lines = [cartLineOf(), cartLineOf({ id: 'pvr_2' })];
  const { context, written, names } = worldOf(lines, { more: { reserveStock: async () => ['pvr_1'] } });
  const input = { ...INPUT, expectedTotal: { amount: 2_000n, currency: 'EUR' } };
  expect(await placeOrder(context, input)).toMatchObject({ refusal: { __typename: 'OutOfStock', available: 0 } });
  expect(written).toContainEqual(['unreserve', [{ variantId: 'pvr_1', quantity: 1 }]]);
  expect(names()).toEqual(['unreserve']);
});

test('a seller who does not send to the address is refused', async () => {
  const option = { id: 'sho_1', sellerId: 'usr_ben', currency: 'EUR', countries: ['FR'], price: 1n, freeFrom: null };
  const more = { addressesOf: async () => [address], shippingOptionsOf: async () => [option] };
  const { context } = worldOf([cartLineOf({ kind: 'PHYSICAL' })], { more });
  expect(await placeOrder(context, INPUT)).toMatchObject({ refusal: { __typename: 'ShippingUnavailable' } });
});

test('a visitor orders nothing', async () => {
  const { context } = createOrderContext({}, null);
  await expect(placeOrder(context, INPUT)).rejects.toThrow('Sign in first.');
});
