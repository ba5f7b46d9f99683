import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { createFeed } from './feed.ts';
import { listenAnywhere } from './listen-anywhere.ts';
import { publishOnRequest } from './publish-on-request.ts';

// graphql-ws as its documentation shows it: every subscriber has an execution of their own.
const feed = createFeed();
const schema = buildSchema(`
  type Query { product: Product }
  type Subscription { priceChanged: PriceChange! }
  type PriceChange { product: Product amount: Int! at: String! }
  type Product { id: ID! name: String }
`);
const priceChanged = schema.getSubscriptionType()?.getFields()['priceChanged'];
const product = schema.getType('PriceChange');
if (priceChanged === undefined || product === undefined || !('getFields' in product)) throw new Error('no such field');
priceChanged.subscribe = () => feed.listen();
const productField = product.getFields()['product'];
if (productField !== undefined)
  Object.assign(productField, { resolve: ({ id }: { id: string }) => ({ id, name: 'Table' }) });

const server = createServer();
useServer({ schema }, new WebSocketServer({ server, perMessageDeflate: false }));
publishOnRequest(await listenAnywhere(server), feed.publish);
