import { readFileSync } from 'node:fs';
import { ApolloGateway, type GraphQLDataSource, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Pool } from 'undici';

/** Stock `@apollo/gateway`. Arguments: its port, the supergraph's file, and `fetch` or `undici` for its data sources. */
const [port = '0', file = '', client = 'fetch'] = process.argv.slice(2);

function undiciSource(url: string): GraphQLDataSource {
  const pool = new Pool(new URL(url).origin, { connections: 64, pipelining: 1 });
  return {
    async process({ request: { query, variables } }) {
      const { body } = await pool.request({
        path: '/',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return JSON.parse(await body.text());
    },
  };
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(file, 'utf8'),
  buildService: ({ url = '' }) => (client === 'undici' ? undiciSource(url) : new RemoteGraphQLDataSource({ url })),
});
const server = new ApolloServer({ gateway, nodeEnv: 'production' });
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } });
console.log('ready');
