import { expect, test } from '@jest/globals';
import { BEN, createCatalogue, NOW, refusalIn, variantWith } from '../../fixtures/catalogue-operations.ts';
import { adjustStock } from './adjust-stock.ts';

const input = (more: object) => ({ variantId: 'pvr_1', reason: 'Counted', ...more });

test.each<[object, bigint]>([
  [{ delta: 5 }, 5n],
  [{ delta: -8 }, -8n],
  [{ set: 4 }, -6n],
])('%j changes 10 units by %s, with a record and a signal', async (change, delta) => {
  const { context, store, signalled } = createCatalogue();
  expect(refusalIn(await adjustStock(context, input(change)))).toBe('ok');
  expect(store.changeOnHand.mock.calls).toEqual([['pvr_1', delta, NOW]]);
  const movement = { kind: 'ADJUSTMENT', delta, onHand: 10n + delta, reason: 'Counted', actorId: 'usr_ada' };
  expect(store.addMovements.mock.calls).toMatchObject([[[movement]]]);
  expect(signalled).toEqual(['commerce.stock.pvr_1']);
});

test.each<[string, object, object, string]>([
  ['neither difference nor number', {}, {}, 'InvalidInput delta'],
  ['both', { delta: 1, set: 1 }, {}, 'InvalidInput delta'],
  ['a difference of 0', { delta: 0 }, {}, 'InvalidInput delta'],
  ['no reason', { delta: 1, reason: ' ' }, {}, 'InvalidInput reason'],
  ['a number below 0', { set: -1 }, {}, 'InvalidInput set'],
  ['2^31 units', { set: 2 ** 31 }, {}, 'InvalidInput set'],
  ['more units than are counted', { delta: 1_000_000_000 }, {}, 'InvalidInput delta'],
  ['fewer than orders reserve', { delta: -9 }, {}, 'StockReserved delta'],
  ['the variant of another person', { delta: 1 }, { caller: BEN }, 'NotFound variantId'],
  [
    'what is not counted',
    { delta: 1 },
    { variant: variantWith({ stockPolicy: 'UNTRACKED' }) },
    'InvalidState variantId',
  ],
  ['an archived variant', { delta: 1 }, { variant: variantWith({ archivedAt: NOW }) }, 'InvalidState variantId'],
])('%s is refused, and nothing is changed', async (_, change, world, refusal) => {
  const { context, store } = createCatalogue(world);
  expect(refusalIn(await adjustStock(context, input(change)))).toBe(refusal);
  expect(store.changeOnHand).not.toHaveBeenCalled();
});

test('a number that is there already leaves no record', async () => {
  const { context, store } = createCatalogue();
  expect(refusalIn(await adjustStock(context, input({ set: 10 })))).toBe('ok');
  expect(store.addMovements).not.toHaveBeenCalled();
});
