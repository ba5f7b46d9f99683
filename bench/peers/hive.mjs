import { createServer } from 'node:http';
import { createGatewayRuntime, getGraphQLWSOptions } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** Hive Gateway with its planner in Rust, over HTTP and WebSocket. Arguments: its port and the supergraph's file. */
const [port = '0', supergraph = ''] = process.argv.slice(2);

const runtime = createGatewayRuntime({
  supergraph,
  unifiedGraphHandler,
  logging: false,
  maskedErrors: false,
  graphiql: false,
  landingPage: false,
  transportEntries: { '*.http': { options: { subscriptions: { kind: 'ws' } } } },
  // Calls are shared by requests in flight that send the same: with the caller's own header none is.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
});
// It reads the supergraph when it is asked first; a socket does not count.
await runtime.getSchema();
const server = createServer(runtime);
useServer(
  getGraphQLWSOptions(runtime, (context) => ({ connectionParams: context.connectionParams })),
  new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }),
);
server.listen(Number(port), '127.0.0.1', () => {
  console.log('ready');
  process.send?.({ kind: 'ready', port: server.address().port });
});
