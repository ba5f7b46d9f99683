import { createServer } from 'node:http';
import { Pool } from 'undici';
import { QUERIES } from './shape.ts';

/**
 * What somebody would write by hand for these two queries and no other: the same fetches, merged by maps. The limit
 * that a gateway is measured against. Arguments: its port, then the four ports of the subgraphs.
 */
const [port = '0', ...subgraphs] = process.argv.slice(2);
const [accounts, inventory, products, reviews] = subgraphs.map(
  (each) => new Pool(`http://127.0.0.1:${each}`, { connections: 64, pipelining: 1 }),
);

interface User {
  readonly id: string;
  readonly username?: string;
  name?: string;
  readonly reviews?: readonly Review[];
}
interface Review {
  readonly id: string;
  readonly body: string;
  readonly author: User;
  readonly product: Product;
}
interface Product {
  readonly upc: string;
  readonly name?: string;
  readonly price?: number;
  readonly weight?: number;
  readonly inStock?: boolean;
  readonly shippingEstimate?: number;
  readonly reviews?: readonly Review[];
}

const REPRESENTATIONS = '($representations: [_Any!]!) { _entities(representations: $representations)';
const NESTED = 'reviews { id body author { id username reviews { id body product { upc } } } }';

async function ask<Data>(pool: Pool | undefined, query: string, variables?: object): Promise<Data> {
  if (pool === undefined) throw new Error('no such subgraph');
  const { body } = await pool.request({
    path: '/',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer: { data: Data } = JSON.parse(await body.text());
  return answer.data;
}

const userKey = (id: string) => ({ __typename: 'User', id });
const productKey = (upc: string) => ({ __typename: 'Product', upc });

async function namesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, string | undefined>> {
  const representations = [...ids].map(userKey);
  const { _entities: found } = await ask<{ _entities: User[] }>(
    accounts,
    `query ${REPRESENTATIONS} { ... on User { name } } }`,
    { representations },
  );
  return new Map(representations.map(({ id }, at) => [id, found[at]?.name]));
}

async function pricesOf(upcs: Iterable<string>): Promise<Product[]> {
  const representations = [...upcs].map(productKey);
  const { _entities: found } = await ask<{ _entities: Product[] }>(
    products,
    `query ${REPRESENTATIONS} { ... on Product { name price weight } } }`,
    { representations },
  );
  return representations.map(({ upc }, at) => ({ upc, ...found[at] }));
}

/** The products as the answer has them, by number. */
async function stockOf(priced: readonly Product[]): Promise<ReadonlyMap<string, Product>> {
  const representations = priced.map(({ upc, price, weight }) => ({ ...productKey(upc), price, weight }));
  const { _entities: found } = await ask<{ _entities: Product[] }>(
    inventory,
    `query ${REPRESENTATIONS} { ... on Product { inStock shippingEstimate } } }`,
    { representations },
  );
  return new Map(
    priced.map(({ upc, name, price, weight }, at) => {
      const { inStock, shippingEstimate } = found[at] ?? {};
      return [upc, { inStock, name, price, shippingEstimate, upc, weight } as Product]; // Each field was asked for.
    }),
  );
}

async function big(): Promise<object> {
  const [{ users }, { topProducts }] = await Promise.all([
    ask<{ users: User[] }>(accounts, '{ users { id username name } }'),
    ask<{ topProducts: Product[] }>(products, '{ topProducts { name price upc weight } }'),
  ]);
  const result = await ask<{ users: User[]; products: Product[] }>(
    reviews,
    `query ($users: [_Any!]!, $products: [_Any!]!) {
      users: _entities(representations: $users) { ... on User { reviews { id body product { upc ${NESTED} } } } }
      products: _entities(representations: $products) { ... on Product { ${NESTED} } }
    }`,
    { users: users.map(({ id }) => userKey(id)), products: topProducts.map(({ upc }) => productKey(upc)) },
  );
  const upcs = new Set<string>();
  const ids = new Set<string>();
  const note = (product: Product): void => {
    for (const review of product.reviews ?? []) {
      ids.add(review.author.id);
      for (const { product: leaf } of review.author.reviews ?? []) upcs.add(leaf.upc);
    }
  };
  for (const user of result.users) {
    for (const { product } of user.reviews ?? []) {
      upcs.add(product.upc);
      note(product);
    }
  }
  result.products.forEach(note);
  for (const { upc } of topProducts) upcs.delete(upc);
  const [names, priced] = await Promise.all([namesOf(ids), pricesOf(upcs)]);
  const stock = await stockOf([...topProducts, ...priced]);

  const ofProduct = (product: Product) =>
    product.reviews?.map(({ id, body, author }) => ({
      id,
      body,
      author: {
        id: author.id,
        username: author.username,
        name: names.get(author.id),
        reviews: author.reviews?.map((review) => ({
          id: review.id,
          body: review.body,
          product: stock.get(review.product.upc),
        })),
      },
    }));
  return {
    users: users.map((user, at) => ({
      ...user,
      reviews: result.users[at]?.reviews?.map(({ id, body, product }) => ({
        id,
        body,
        product: { ...stock.get(product.upc), reviews: ofProduct(product) },
      })),
    })),
    topProducts: topProducts.map(({ upc }, at) => ({
      ...stock.get(upc),
      reviews: ofProduct(result.products[at] ?? { upc }),
    })),
  };
}

async function small(): Promise<object> {
  const { topProducts } = await ask<{ topProducts: Product[] }>(products, '{ topProducts(first: 3) { name upc } }');
  const representations = topProducts.map(({ upc }) => productKey(upc));
  const [stock, result] = await Promise.all([
    ask<{ _entities: Product[] }>(inventory, `query ${REPRESENTATIONS} { ... on Product { inStock } } }`, {
      representations,
    }),
    ask<{ _entities: Product[] }>(
      reviews,
      `query ${REPRESENTATIONS} { ... on Product { reviews { body author { id } } } } }`,
      { representations },
    ),
  ]);
  const names = await namesOf(
    new Set(result._entities.flatMap((each) => (each.reviews ?? []).map(({ author }) => author.id))),
  );
  return {
    topProducts: topProducts.map(({ name }, at) => ({
      name,
      inStock: stock._entities[at]?.inStock,
      reviews: result._entities[at]?.reviews?.map(({ body, author }) => ({
        body,
        author: { name: names.get(author.id) },
      })),
    })),
  };
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', async () => {
    const { query } = JSON.parse(body);
    const text = JSON.stringify({ data: await (query === QUERIES.big ? big() : small()) });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
