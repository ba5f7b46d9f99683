import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, refusalIn } from '../../fixtures/catalogue-operations.ts';
import { updateShop } from './update-shop.ts';

test('what is absent stays', async () => {
  const { context, store } = createCatalogue();
  expect(refusalIn(await updateShop(context, { isOpen: false, returnPolicy: '30 days' }))).toBe('ok');
  expect(store.editShop.mock.calls).toMatchObject([
    [{ name: 'Wood', isOpen: false, returnPolicy: '30 days', payoutMethodId: 'pom_1' }],
  ]);
});

test.each<[string, object, object, string]>([
  ['of who has none', { name: 'Mine' }, { caller: BEN }, 'NotFound'],
  ['with the payout method of another', { payoutMethodId: 'pom_9' }, {}, 'PayoutMethodRequired payoutMethodId'],
  ['with an empty name', { name: '' }, {}, 'InvalidInput name'],
])('the shop %s is not changed', async (_, input, world, refusal) => {
  const { context, store } = createCatalogue(world);
  expect(refusalIn(await updateShop(context, input))).toBe(refusal);
  expect(store.editShop).not.toHaveBeenCalled();
});
