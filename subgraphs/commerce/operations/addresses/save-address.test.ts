import { expect, test } from '@jest/globals';
import { createOrderContext } from '../../fixtures/order-rows.ts';
import { deleteAddress, MAX_ADDRESSES, saveAddress } from './save-address.ts';

const INPUT = { name: 'Ada', line1: 'Lane 7', city: 'Bonn', country: 'DE' };
const worldOf = (addresses: object[] = [], isDeleted = true) =>
  createOrderContext({ addressesOf: async () => addresses, deleteAddress: async () => isDeleted });

test('the first address is the default one', async () => {
  const { context, written } = worldOf();
  expect(await saveAddress(context, INPUT)).toMatchObject({ ok: true });
  expect(written).toContainEqual([
    'storeAddress',
    expect.objectContaining({ ownerId: 'usr_ada', isDefault: true, line2: null }),
  ]);
});

test.each([
  ['another country code', { country: 'Germany' }, [], 'InvalidInput'],
  ['an empty name', { name: ' ' }, [], 'InvalidInput'],
  ['two lines in one', { line1: 'a\nb' }, [], 'InvalidInput'],
  ['an address of somebody else', { addressId: 'adr_x' }, [], 'NotFound'],
  ['one too many', {}, Array.from({ length: MAX_ADDRESSES }, (_, at) => ({ id: `adr_${at}` })), 'QuantityLimit'],
])('%s is refused', async (_, changes, addresses, __typename) => {
  const { context, names } = worldOf(addresses);
  expect(await saveAddress(context, { ...INPUT, ...changes })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});

test('only an address of the viewer is deleted', async () => {
  expect(await deleteAddress(worldOf().context, { addressId: 'adr_1' })).toMatchObject({ ok: true });
  expect(await deleteAddress(worldOf([], false).context, { addressId: 'adr_1' })).toMatchObject({
    refusal: { __typename: 'NotFound' },
  });
});
