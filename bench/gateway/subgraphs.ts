import { createServer, type ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { CONTRACTS } from './shape.ts';
import { PRODUCTS, REVIEWS, shippingEstimate, USERS } from './world.ts';

/**
 * The four subgraphs in one process, each on a port of its own, as lean as can be: what was asked before is answered
 * from memory. Arguments: milliseconds that each answer takes, then four ports. Says `ready` when all listen, and on
 * `GET /calls` how many calls were made and how many bytes answered since.
 */
const [delay = '0', ...ports] = process.argv.slice(2);
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n';

type Key = { readonly id: string; readonly upc: string };
const userOf = ({ id }: Key) => USERS.find((user) => user.id === id) ?? null;
const productOf = ({ upc }: Key) => PRODUCTS.find((product) => product.upc === upc) ?? null;

const RESOLVERS: Readonly<Record<string, object>> = {
  accounts: {
    Query: { me: () => USERS[0], users: () => USERS, user: (_: unknown, key: Key) => userOf(key) },
    User: { __resolveReference: userOf },
  },
  inventory: {
    Product: {
      __resolveReference: (given: Key) => ({ ...given, inStock: productOf(given)?.inStock }),
      shippingEstimate,
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first) },
    Product: { __resolveReference: productOf },
  },
  reviews: {
    Review: {
      author: ({ author }: { author: string }) => ({ id: author, username: userOf({ id: author, upc: '' })?.username }),
      product: ({ product }: { product: string }) => ({ upc: product }),
    },
    User: {
      __resolveReference: (given: Key) => given,
      reviews: ({ id }: Key) => REVIEWS.filter(({ author }) => author === id),
      numberOfReviews: ({ id }: Key) => REVIEWS.filter(({ author }) => author === id).length,
    },
    Product: {
      __resolveReference: (given: Key) => given,
      reviews: ({ upc }: Key) => REVIEWS.filter(({ product }) => product === upc),
    },
  },
};

let calls = 0;
let bytes = 0;

function serve(name: string, port: number): Promise<void> {
  const modules: unknown = [{ typeDefs: parse(LINK + CONTRACTS[name]), resolvers: RESOLVERS[name] }];
  // Apollo's resolver map type asks for more than these have; a wrong name in them throws here.
  const schema = buildSubgraphSchema(modules as Parameters<typeof buildSubgraphSchema>[0]);
  const responses = new Map<string, Buffer>();
  const answer = async (body: string): Promise<Buffer> => {
    const { query, variables } = JSON.parse(body);
    const result = await execute({ schema, document: parse(query), variableValues: variables });
    const payload = Buffer.from(JSON.stringify(result));
    responses.set(body, payload);
    return payload;
  };
  const send = (response: ServerResponse, payload: Buffer): void => {
    calls += 1;
    bytes += payload.length;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': payload.length }).end(payload);
  };
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ calls, bytes }));
      calls = 0;
      bytes = 0;
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', async () => {
      const payload = responses.get(body) ?? (await answer(body));
      if (delay === '0') send(response, payload);
      else setTimeout(send, Number(delay), response, payload);
    });
  });
  server.keepAliveTimeout = 600_000;
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

await Promise.all(Object.keys(CONTRACTS).map((name, at) => serve(name, Number(ports[at]))));
console.log('ready');
