import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contentHidden, contentRestored } from '../../runtime/moderation/content-events.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { type CatalogueWorld, openCatalogueWorld } from './fixtures/catalogue-world.ts';

const AT = '2031-01-01T00:00:00.000Z';
const REVIEW = 'review { id rating text reply { text } media { id } }';

let world: CatalogueWorld;
let productId: string;
const ids = new Map<string, string>();

/** Has a person review the product as one who has bought it: orders have tests of their own. */
async function review(name: string, rating: number): Promise<void> {
  const id = newId('prv', new Date());
  await world.sql.$executeRaw`
    INSERT INTO product_review (id, product_id, order_line_id, author_id, rating, text, created_at)
    VALUES (${id}, ${productId}, ${`oln_${name}`}, ${world.idOf(name)}, ${rating}, ${name}, now())`;
  ids.set(name, id);
  // Counts it.
  await world.call(name, 'updateReview', { reviewId: id, rating: 1 }, REVIEW);
  await world.call(name, 'updateReview', { reviewId: id, rating }, REVIEW);
}

/** Texts of the reviews that somebody sees, latest first, and the rating that everybody does. */
async function seen(name: string | null) {
  const { product } = await world.run(
    name,
    'query ($id: ID!) { product(id: $id) { rating { average count histogram } reviews { edges { node { text } } } } }',
    { id: productId },
  );
  return [product.reviews.edges.map(({ node }: { node: { text: string } }) => node.text), product.rating.count];
}

beforeAll(async () => {
  world = await openCatalogueWorld();
  await world.openShop('ada');
  productId = (await world.sell('ada')).id;
  await review('ben', 5);
  await review('cleo', 2);
});
afterAll(() => world.close());

test('who has not bought a product does not review it', async () => {
  const input = { orderLineId: newId('oln', new Date()), rating: 5 };
  expect((await world.call('dan', 'reviewProduct', input, REVIEW)).refusals).toEqual(['NotPurchased']);
});

test('reviews are shown with their rating, and of one number of stars alone', async () => {
  const { product } = await world.run(
    null,
    `query ($id: ID!) { product(id: $id) { rating { average count histogram } shop { rating { average } }
      reviews(rating: 5) { edges { node { text author { id } product { id } } } } } }`,
    { id: productId },
  );
  expect(product).toEqual({
    rating: { average: 3.5, count: 2, histogram: [0, 1, 0, 0, 1] },
    shop: { rating: { average: 3.5 } },
    reviews: { edges: [{ node: { text: 'ben', author: { id: world.idOf('ben') }, product: { id: productId } } }] },
  });
});

test('the seller answers, and nobody else', async () => {
  const input = { reviewId: ids.get('ben'), text: 'Thank you' };
  expect((await world.call('cleo', 'replyToReview', input, REVIEW)).refusals).toEqual(['NotFound']);
  expect((await world.call('ada', 'replyToReview', input, REVIEW)).review).toMatchObject({
    reply: { text: 'Thank you' },
  });
});

test('a review is hidden across a block, and what moderators hide does not count', async () => {
  await world.publish(userBlocked, { userId: world.idOf('cleo'), blockedId: world.idOf('ben'), at: AT });
  expect(await Promise.all([null, 'ben', 'cleo'].map(seen))).toEqual([
    [['cleo', 'ben'], 2],
    [['ben'], 2],
    [['cleo'], 2],
  ]);
  const decision = { subjectId: ids.get('cleo') ?? '', kind: 'PRODUCT_REVIEW', ownerId: world.idOf('cleo') };
  await world.publish(contentHidden, { ...decision, at: AT });
  expect([await seen(null), await seen('cleo')]).toEqual([
    [['ben'], 1],
    [['cleo'], 1],
  ]);
  await world.publish(contentRestored, { ...decision, at: '2031-01-01T00:00:01.000Z' });
  expect(await seen(null)).toEqual([['cleo', 'ben'], 2]);
});

test('nothing is left of who has deleted their account, and their stars do not count', async () => {
  await world.erase(world.idOf('cleo'));
  expect(await world.remains(world.idOf('cleo'))).toEqual([]);
  expect(await seen(null)).toEqual([['ben'], 1]);
});

test('when a seller has deleted their account, files of reviews of others are no longer shown', async () => {
  await world.call('ben', 'updateReview', { reviewId: ids.get('ben'), mediaFileIds: ['fil_9'] }, REVIEW);
  await world.erase(world.idOf('ada'));
  expect(await world.remains(world.idOf('ada'))).toEqual([]);
  const withheld = (await world.published()).filter(({ type }) => type === 'commerce.file-access-ended');
  expect(withheld.map(({ payload }) => Object(payload).fileIds)).toContainEqual(['fil_9']);
});
