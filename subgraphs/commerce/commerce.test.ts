import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contentHidden, contentRemoved, contentRestored } from '../../runtime/moderation/content-events.ts';
import { userBlocked, userUnblocked } from '../../runtime/relations/block-events.ts';
import { userRestored, userSuspended } from '../../runtime/relations/suspension-events.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { eventually } from '../../tests/eventually.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { type CatalogueWorld, openCatalogueWorld, variantInput } from './fixtures/catalogue-world.ts';

const AT = '2031-01-01T00:00:00.000Z';
const ENTITIES = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Product { title } ... on ProductVariant { sku } ... on Shop { name } } }`;

let world: CatalogueWorld;

beforeAll(async () => {
  world = await openCatalogueWorld();
  await world.openShop('ada');
  await world.openShop('ben');
});
afterAll(() => world.close());

/** What a visitor, a buyer and the seller see of a product. */
const seenByAll = async (id: string) =>
  Promise.all([null, 'cleo', 'ada'].map(async (name) => (await world.seen(name, id)) !== null));

test('a person opens one shop', async () => {
  const { refusals } = await world.openShop('ada');
  expect(refusals).toEqual(['ShopExists']);

  const changed = await world.call(
    'ada',
    'updateShop',
    { returnPolicy: '30 days' },
    'shop { name policies { returns shipping } feeBasisPoints payoutMethodId }',
  );
  expect(changed.shop).toEqual({
    ...{
      name: "ada's shop",
      policies: { returns: '30 days', shipping: '' },
      feeBasisPoints: 500,
      payoutMethodId: 'pom_1',
    },
  });
  const shop = await world.run(
    'cleo',
    'query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { shop { name feeBasisPoints payoutMethodId } } } }',
    { id: world.idOf('ada') },
  );
  expect(shop._entities).toEqual([{ shop: { name: "ada's shop", feeBasisPoints: null, payoutMethodId: null } }]);
});

test('a draft is seen by its seller alone, wherever they ask for it; what is on sale by everybody', async () => {
  const { id, slug, variants } = await world.begin('ada', { title: 'Pine chair' });
  const ids = [
    { __typename: 'Product', id },
    { __typename: 'ProductVariant', id: variants[0].id },
  ];

  expect(slug).toBe('pine-chair');
  expect(await seenByAll(id)).toEqual([false, false, true]);
  expect((await world.run('cleo', ENTITIES, { ids }))._entities).toEqual([null, null]);
  expect((await world.run('cleo', '{ product(slug: "pine-chair") { id } }')).product).toBeNull();

  const { product, refusals } = await world.call(
    'ada',
    'publishProduct',
    { productId: id },
    'product { state publishedAt }',
  );
  expect([refusals, product.state]).toEqual([[], 'PUBLISHED']);
  expect(await seenByAll(id)).toEqual([true, true, true]);
  expect((await world.run('cleo', ENTITIES, { ids }))._entities).toEqual([{ title: 'Pine chair' }, { sku: null }]);
  expect(
    await world.seen(
      null,
      id,
      'images { id access } priceMin { amount } isInStock rating { average count } category { id }',
    ),
  ).toEqual({
    ...{ images: [{ id: 'fil_1', access: expect.stringMatching(/-open$/) }], priceMin: { amount: '1500' } },
    ...{ isInStock: true, rating: { average: null, count: 0 }, category: null },
  });

  await world.call('ada', 'archiveProduct', { productId: id }, 'product { state }');
  expect(await seenByAll(id)).toEqual([false, false, true]);
  expect(
    (await world.published()).filter(({ type }) => type.startsWith('commerce.product-')).map(({ type }) => type),
  ).toEqual(['commerce.product-published', 'commerce.product-archived']);
});

test('a product without shop, picture or variant is not put on sale', async () => {
  const publish = async (name: string, input: object) => {
    const { id } = await world.begin(name, input);
    return (await world.call(name, 'publishProduct', { productId: id }, 'product { id }')).errors;
  };
  expect(await publish('dan', {})).toMatchObject([{ __typename: 'ProductIncomplete' }]);
  expect(await publish('ada', { images: [] })).toMatchObject([{ __typename: 'ProductIncomplete' }]);
  expect(await publish('ada', { images: [], kind: 'DIGITAL' })).toEqual([]);
});

test('slugs and numbers of variants are used once', async () => {
  const one = await world.begin('ada', { title: 'Lamp', variants: [variantInput({ sku: 'L-1' })] });
  const other = await world.begin('ben', { title: 'Lamp', variants: [variantInput({ sku: 'L-1' })] });
  expect([one.slug, other.slug.startsWith('lamp-')]).toEqual(['lamp', true]);

  const taken = { title: 'Lamp', slug: 'lamp', variants: [variantInput()] };
  expect((await world.call('ben', 'createProduct', taken, 'product { id }')).refusals).toEqual(['SlugTaken']);
  const again = { title: 'Lamp', variants: [variantInput({ sku: 'L-1' })] };
  expect((await world.call('ada', 'createProduct', again, 'product { id }')).refusals).toEqual(['SkuTaken']);
  expect(
    (
      await world.call(
        'ada',
        'createProductVariant',
        { productId: one.id, ...variantInput({ sku: 'L-1' }) },
        'variant { id }',
      )
    ).refusals,
  ).toEqual(['SkuTaken']);
});

test('a product repeats prices and stock of its variants, also when two change at a time', async () => {
  const { id, variants } = await world.sell('ada', {
    variants: [variantInput({ stock: 1 }), variantInput({ stock: 1, price: { amount: '2500', currency: 'EUR' } })],
  });
  const selection = 'priceMin { amount } priceMax { amount } isInStock';
  expect(await world.seen(null, id, selection)).toEqual({
    priceMin: { amount: '1500' },
    priceMax: { amount: '2500' },
    isInStock: true,
  });

  const empty = (variantId: string) =>
    world.call('ada', 'adjustStock', { variantId, set: 0, reason: 'Sold at the fair' }, 'variant { id }');
  await Promise.all(variants.map((variant: { id: string }) => empty(variant.id)));
  expect((await world.seen(null, id, selection)).isInStock).toBe(false);

  await world.call('ada', 'archiveProductVariant', { variantId: variants[0].id }, 'variant { id }');
  expect((await world.seen(null, id, selection)).priceMin).toEqual({ amount: '2500' });
  const last = await world.call('ada', 'archiveProductVariant', { variantId: variants[1].id }, 'variant { id }');
  expect(last.refusals).toEqual(['ProductIncomplete']);
  expect((await world.seen('ada', id, 'variants { isArchived }')).variants).toHaveLength(2);
  expect((await world.seen('cleo', id, 'variants { isArchived }')).variants).toHaveLength(1);
});

test('stock is changed once for each key, never below what is reserved, and with a record', async () => {
  const { variants } = await world.sell('ada');
  const [{ id: variantId }] = variants;
  const adjust = (input: object) =>
    world.call(
      'ada',
      'adjustStock',
      { variantId, reason: 'Counted', ...input },
      'isReplay variant { stock { onHand reserved } }',
    );
  expect(await adjust({ delta: 5, idempotencyKey: 'k1' })).toMatchObject({
    isReplay: false,
    variant: { stock: { onHand: 15 } },
  });
  expect(await adjust({ delta: 5, idempotencyKey: 'k1' })).toMatchObject({
    isReplay: true,
    variant: { stock: { onHand: 15 } },
  });
  await Promise.all(Array.from({ length: 10 }, () => adjust({ delta: -1 })));
  await world.sql.$executeRaw`UPDATE product_variant SET reserved = 3 WHERE id = ${variantId}`;
  expect(await adjust({ set: 2 })).toMatchObject({ refusals: ['StockReserved'] });
  expect(
    (await world.call('ben', 'adjustStock', { variantId, delta: 1, reason: 'Mine' }, 'variant { id }')).refusals,
  ).toEqual(['NotFound']);

  const stock = await world.run(
    'ada',
    `query ($id: ID!) { _entities(representations: [{ __typename: "ProductVariant", id: $id }]) {
    ... on ProductVariant { available stock { onHand movements(first: 100) { edges { node { delta onHand kind reason actor { id } } } } } } } }`,
    { id: variantId },
  );
  const [
    {
      available,
      stock: { onHand, movements },
    },
  ] = stock._entities;
  const deltas = movements.edges.map(({ node }: { node: { delta: number } }) => node.delta);
  expect([available, onHand, deltas.reduce((sum: number, delta: number) => sum + delta, 0), deltas.length]).toEqual([
    2, 5, 5, 12,
  ]);
  expect(movements.edges.at(-1).node).toMatchObject({ kind: 'INITIAL', delta: 10, reason: null });
});

test('everybody may follow the stock of what is on sale, and nobody that of a draft', async () => {
  const { id, variants } = await world.sell('ada');
  const [{ id: variantId }] = variants;
  const follow = 'subscription ($id: ID!) { stockChanged(variantId: $id) { variant { id available isInStock } } }';
  const events = await world.subscribe(follow, { id: variantId }, world.as(world.idOf('cleo')));
  expect(await nextOf(events)).toEqual({
    data: { stockChanged: { variant: { id: variantId, available: 10, isInStock: true } } },
  });
  await world.call('ada', 'adjustStock', { variantId, set: 0, reason: 'Sold' }, 'variant { id }');
  expect(await nextOf(events)).toMatchObject({
    data: { stockChanged: { variant: { available: 0, isInStock: false } } },
  });
  await world.call('ada', 'archiveProduct', { productId: id }, 'product { id }');
  expect(await events.next()).toMatchObject({ done: true });
});

test('a seller learns once that few are left, and again after there was more', async () => {
  const { variants } = await world.sell('ada', {
    title: 'Rare book',
    variants: [variantInput({ stock: 3, lowStockAt: 2 })],
  });
  const [{ id: variantId }] = variants;
  const adjust = (set: number) =>
    world.call('ada', 'adjustStock', { variantId, set, reason: 'Counted' }, 'variant { id }');
  const left = async () =>
    (await world.published())
      .filter(({ type, payload }) => type === 'commerce.stock-low' && Object(payload).variantId === variantId)
      .map(({ payload }) => Object(payload).available);
  await adjust(2);
  await eventually(async () => (await left()).length === 1, 'a notification that few are left');
  expect(await left()).toEqual([2]);
  await adjust(1);
  await adjust(5);
  const isNoted = async (): Promise<boolean | undefined> => {
    const [row] = await world.sql.$queryRaw<{ is_low_noted: boolean }[]>`
      SELECT is_low_noted FROM product_variant WHERE id = ${variantId}`;
    return row?.is_low_noted;
  };
  await eventually(async () => (await isNoted()) === false, 'the job to see that there are more');
  await adjust(0);
  await eventually(async () => (await left()).length === 2, 'another notification');
  expect(await left()).toEqual([2, 0]);
}, 40_000);

test('blocks, suspensions and moderators hide products wherever they ask for it', async () => {
  const { id } = await world.sell('ada', { title: 'Hidden kettle' });
  const found = async () => Promise.all([null, 'cleo', 'ada'].map((name) => world.found(name, { text: 'kettle' })));
  const [none, one]: [string[], string[]] = [[], ['Hidden kettle']];
  expect(await found()).toEqual([one, one, one]);

  await world.publish(userBlocked, { userId: world.idOf('ada'), blockedId: world.idOf('cleo'), at: AT });
  expect([await found(), await seenByAll(id)]).toEqual([
    [one, none, one],
    [true, false, true],
  ]);
  await world.publish(userUnblocked, {
    userId: world.idOf('ada'),
    blockedId: world.idOf('cleo'),
    at: '2031-01-01T00:00:01.000Z',
  });
  await world.publish(userSuspended, { userId: world.idOf('ada'), until: null, at: AT });
  expect([await found(), await seenByAll(id)]).toEqual([
    [none, none, one],
    [false, false, true],
  ]);
  await world.publish(userRestored, { userId: world.idOf('ada'), at: '2031-01-01T00:00:01.000Z' });

  const decision = { subjectId: id, kind: 'PRODUCT', ownerId: world.idOf('ada') };
  await world.publish(contentHidden, { ...decision, at: AT });
  expect([await found(), await seenByAll(id)]).toEqual([
    [none, none, one],
    [false, false, true],
  ]);
  expect(await world.seen('ada', id, 'isHiddenByModerators')).toEqual({ isHiddenByModerators: true });
  await world.publish(contentRestored, { ...decision, at: '2031-01-01T00:00:01.000Z' });
  expect(await seenByAll(id)).toEqual([true, true, true]);
  await world.publish(contentRemoved, { ...decision, at: '2031-01-01T00:00:02.000Z' });
  expect(await world.seen('ada', id)).toMatchObject({ state: 'ARCHIVED' });
  expect((await world.call('ada', 'publishProduct', { productId: id }, 'product { id }')).refusals).toEqual([
    'NotPermitted',
  ]);
});

test('a wishlist holds what its owner may see', async () => {
  const [wish, gone] = [await world.sell('ada', { title: 'Wanted vase' }), await world.sell('ada', { title: 'Gone' })];
  for (const { id } of [wish, gone, wish])
    await world.call('cleo', 'addToWishlist', { productId: id }, 'product { isInWishlist }');
  await world.call('ada', 'archiveProduct', { productId: gone.id }, 'product { id }');
  const { wishlist } = await world.run('cleo', '{ wishlist { edges { addedAt node { title isInWishlist } } } }');
  expect(wishlist.edges).toMatchObject([{ node: { title: 'Wanted vase', isInWishlist: true } }]);
  await world.call('cleo', 'removeFromWishlist', { productId: wish.id }, 'product { id }');
  expect((await world.run('cleo', '{ wishlist { edges { cursor } } }')).wishlist.edges).toEqual([]);
});

test('a person gets a copy of what they sell, and nothing is left of them when they have deleted their account', async () => {
  const [before] = [(await world.published()).length];
  const data = await personalDataOf(world, world.idOf('ada'));
  expect([data['shop'], data['products']]).toMatchObject([
    [{ name: "ada's shop" }],
    expect.arrayContaining([expect.objectContaining({ title: 'Oak table' })]),
  ]);
  await world.erase(world.idOf('ada'));
  expect(await world.remains(world.idOf('ada'))).toEqual([]);
  expect((await world.published()).slice(before).some(({ type }) => type === 'commerce.product-archived')).toBe(true);
});
