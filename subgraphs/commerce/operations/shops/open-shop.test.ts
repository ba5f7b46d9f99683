import { expect, test } from '@jest/globals';
import { createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { openShop } from './open-shop.ts';

const input = (more: object = {}) => ({ name: 'Wood', description: '', returnPolicy: '', shippingPolicy: '', ...more });
const two = [
  { id: 'pom_1', isDefault: false },
  { id: 'pom_2', isDefault: true },
];

test.each<[string, object, string]>([
  ['the default payout method', {}, 'pom_2'],
  ['the one that is named', { payoutMethodId: 'pom_1' }, 'pom_1'],
])('a shop is opened with %s', async (_, more, payoutMethodId) => {
  const { context, store } = createCatalogue({ payoutMethods: two });
  expect(refusalIn(await openShop(context, input(more)))).toBe('ok');
  expect(store.insertShop.mock.calls).toMatchObject([[{ sellerId: 'usr_ada', payoutMethodId }]]);
});

test.each<[string, object, object, string]>([
  ['without a payout method', {}, { payoutMethods: [] }, 'PayoutMethodRequired payoutMethodId'],
  ['with the payout method of another', { payoutMethodId: 'pom_9' }, {}, 'PayoutMethodRequired payoutMethodId'],
  ['twice', {}, { store: { insertShop: async () => false } }, 'ShopExists'],
  ['with a name of one letter', { name: 'W' }, {}, 'InvalidInput name'],
])('a shop is not opened %s', async (_, more, world, refusal) => {
  expect(refusalIn(await openShop(createCatalogue(world).context, input(more)))).toBe(refusal);
});
