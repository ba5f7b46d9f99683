import { writeFileSync } from 'node:fs';
import { composeFixtures, type FixtureSubgraph } from '../../gateway/fixtures/open-fixture.ts';
import { servePlain } from '../../gateway/fixtures/serve-plain.ts';
import { createFeed } from './feed.ts';
import type { FromPublisher } from './messages.ts';
import { monotonicMs } from './topic.ts';

// Two subgraphs as somebody else's would be: one tells prices, the other knows what the things are called.
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const feed = createFeed();
const prices: FixtureSubgraph = {
  name: 'prices',
  typeDefs: `${LINK}
    type Query { latest: PriceChange }
    type Subscription { priceChanged: PriceChange! }
    type PriceChange { product: Product amount: Int! at: String! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }`,
  resolvers: {
    Subscription: { priceChanged: { subscribe: () => feed.listen() } },
    PriceChange: { product: ({ id }: { id: string }) => ({ id }) },
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

process.once('disconnect', () => process.exit());
const tell = (message: FromPublisher): void => void process.send?.(message);
process.on('message', () => {
  const at = monotonicMs();
  feed.publish();
  tell({ kind: 'published', at });
});
tell({ kind: 'ready', port: servedPrices.port });
