import { writeFileSync } from 'node:fs';
import { composeFixtures, type FixtureSubgraph } from '../../gateway/fixtures/open-fixture.ts';
import { servePlain } from '../../gateway/fixtures/serve-plain.ts';
import { createFeed } from './feed.ts';
import { publishOnRequest } from './publish-on-request.ts';

// Two subgraphs that are not of this project: one publishes prices, the other resolves product names.
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const feed = createFeed();
const prices: FixtureSubgraph = {
  name: 'prices',
  typeDefs: `${LINK}
    type Query { latest: PriceChange }
    type Subscription { priceChanged: PriceChange! priceLogged(product: ID, after: String): PriceEntry! }
    type PriceEntry { cursor: String! product: Product amount: Int! at: String! }
    type PriceChange { product: Product amount: Int! at: String! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }`,
  resolvers: {
    Subscription: {
      priceChanged: { subscribe: () => feed.listen() },
      priceLogged: {
        subscribe: (_: unknown, { after }: { after?: string | null }) =>
          feed.listen(after == null ? undefined : Number(after)),
      },
    },
    PriceChange: { product: ({ id }: { id: string }) => ({ id }) },
    PriceEntry: { product: ({ id }: { id: string }) => ({ id }) },
  },
};
const names: FixtureSubgraph = {
  name: 'names',
  typeDefs: `${LINK}
    type Query { product(id: ID!): Product }
    type Product @key(fields: "id") { id: ID! name: String }`,
  resolvers: { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Table' }) } },
};

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file that the supergraph is to be written to.');
const [servedPrices, servedNames] = await Promise.all([servePlain(prices), servePlain(names)]);
writeFileSync(file, composeFixtures([prices, names], { prices: servedPrices.url, names: servedNames.url }));

publishOnRequest(servedPrices.port, feed.publish);
