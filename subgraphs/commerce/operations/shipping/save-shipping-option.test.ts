import { expect, test } from '@jest/globals';
import { createOrderContext } from '../../fixtures/order-rows.ts';
import { deleteShippingOption, MAX_OPTIONS, saveShippingOption } from './save-shipping-option.ts';

const euro = (amount: bigint, currency = 'EUR') => ({ amount, currency });
const INPUT = { name: 'Parcel', price: euro(490n) };
const worldOf = (options: object[] = [], isDeleted = true) =>
  createOrderContext({ shippingOptionsOf: async () => options, deleteShippingOption: async () => isDeleted });

test('a way to send is stored, for all countries unless some are named', async () => {
  const { context, written } = worldOf();
  expect(await saveShippingOption(context, INPUT)).toMatchObject({ ok: true });
  expect(written).toContainEqual([
    'storeShippingOption',
    expect.objectContaining({ sellerId: 'usr_ada', countries: [], price: 490n }),
  ]);
});

test.each([
  ['a price below 0', { price: euro(-1n) }, [], 'InvalidInput'],
  ['two currencies', { freeFrom: euro(1n, 'USD') }, [], 'InvalidInput'],
  ['days in the wrong order', { minDays: 3, maxDays: 2 }, [], 'InvalidInput'],
  ['an option of somebody else', { optionId: 'sho_x' }, [], 'NotFound'],
  ['one too many', {}, Array.from({ length: MAX_OPTIONS }, (_, at) => ({ id: `sho_${at}` })), 'QuantityLimit'],
])('%s is refused', async (_, changes, options, __typename) => {
  const { context, names } = worldOf(options);
  expect(await saveShippingOption(context, { ...INPUT, ...changes })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});

test('only an option of the viewer is deleted', async () => {
  expect(await deleteShippingOption(worldOf().context, { optionId: 'sho_1' })).toMatchObject({ ok: true });
  expect(await deleteShippingOption(worldOf([], false).context, { optionId: 'sho_1' })).toMatchObject({ ok: false });
});
