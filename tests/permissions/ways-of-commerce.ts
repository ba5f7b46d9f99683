import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** A way to the word in the title of the owner's product, which is for everybody. */
const toProduct = (name: string, covers: readonly string[], query: string, more: Partial<WayIn> = {}): WayIn => ({
  ...{ name, covers, audience: 'EVERYBODY' },
  look: async ({ ask, of }) =>
    mentions(await ask(query, { productId: of.productId, variantId: of.variantId, word: of.word }), of.word),
  ...more,
});

/** A way to the owner's id by a query. */
const toSeller = (name: string, covers: readonly string[], query: string): WayIn => ({
  ...{ name, covers, audience: 'EVERYBODY' },
  look: async ({ ask, of }) => mentions(await ask(query, { productId: of.productId }), of.person.id),
});

const TITLES = 'edges { node { title } }';

/** Ways in of the commerce domain. */
export const waysOfCommerce: DomainWays = {
  ways: [
    // Catalogue.
    toProduct(
      'a product by its id',
      ['Query.product', '@Product'],
      'query ($productId: ID!) { product(id: $productId) { title } }',
    ),
    toProduct('a product by its slug', ['Query.product'], 'query ($word: String!) { product(slug: $word) { title } }'),
    toProduct(
      'products that have a word',
      ['Query.products'],
      `query ($word: String!) { products(filter: { text: $word }) { ${TITLES} } }`,
    ),
    toProduct(
      'products that a person sells',
      ['Query.products'],
      `query ($id: ID!) { products(filter: { sellerId: $id }) { ${TITLES} } }`,
    ),
    toProduct(
      'the products of a user',
      ['User.products'],
      `query ($id: ID!) { user(id: $id) { products { ${TITLES} } } }`,
    ),
    {
      name: 'the number of products that have a word',
      covers: ['Query.products'],
      audience: 'EVERYBODY',
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($word: String!) { products(filter: { text: $word }) { totalCount } }', { word: of.word }),
          '"totalCount":1',
        ),
    },
    toProduct('the shop of a user', ['User.shop', '@Shop'], 'query ($id: ID!) { user(id: $id) { shop { name } } }'),
    toSeller(
      'who sells a product',
      ['Product.seller', 'Shop.seller'],
      'query ($productId: ID!) { product(id: $productId) { seller { id } shop { seller { id } } } }',
    ),
    toProduct('what the viewer has in the wishlist', ['Query.wishlist'], `{ wishlist(first: 100) { ${TITLES} } }`, {
      audience: 'SIGNED_IN',
      reaches: ['friend', 'blocked', 'blocker'],
    }),
    {
      name: 'the stock of a variant, as it changes',
      covers: ['Subscription.stockChanged'],
      audience: 'EVERYBODY',
      exceptions: [
        {
          viewers: ['blocked', 'blocker'],
          owners: ['PUBLIC', 'FRIENDS', 'HIDDEN', 'PRIVATE'],
          isSeen: true,
          reason: 'shared by all, as visitors may see it',
        },
      ],
      async look({ hear, of }) {
        const query =
          'subscription ($variantId: ID!) { stockChanged(variantId: $variantId) { variant { available } } }';
        return mentions(await hear(query, { variantId: of.variantId }), 'available');
      },
    },
  ],
  harmless: {
    // Catalogue.
    '@ProductVariant': 'a variant of what @Product shows, by the same rule',
    '@ProductReview': 'shown with its product, and across no block: subgraphs/commerce/reviews.test.ts',
    'ProductReview.author': 'who wrote what @ProductReview shows',
    'StockMovement.actor': 'the seller, who alone sees it',
    // Orders.
    'Query.cart': 'what the viewer is about to buy; the sellers are those of products that the viewer may see',
    'CartPart.seller': 'who sells what @Product shows',
    'Query.addresses': 'addresses of the viewer',
    'Query.shippingOptions': 'of sellers whose products are in the cart of the viewer, or of the viewer',
    'Query.vouchers': 'vouchers of the viewer',
    'Query.order': 'read by its buyer and its sellers only, who stay parties whatever comes between them',
    'Query.orders': 'orders of the viewer',
    'Query.salesOrders': 'orders of which a part is the viewer’s',
    'Query.salesOrdersCursor': 'a position in the log of the viewer',
    'Query.salesSummary': 'sums over sales of the viewer',
    'Query.returns': 'returns of orders that the viewer has placed or sells',
    'Query.retainedOrderRecords': 'for finance, with an entry in the audit log',
    'Subscription.orderStatusChanged': 'read by the parties of an order only',
    'Subscription.salesOrderAdded': 'orders of which a part is the viewer’s',
    '@Order': 'read by the parties of an order only',
    'Order.buyer': 'read by the parties of an order only; the person is shown as by @User',
    'OrderPart.seller': 'read by the buyer and by the seller of the part; the person is shown as by @User',
    'GET /commerce/invoices/:id.pdf': 'for whoever has the signed address, which only the parties get',
  },
};
