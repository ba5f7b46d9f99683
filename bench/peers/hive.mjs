import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/** Hive Gateway with its planner in Rust. Arguments: its port and the supergraph's file. */
const [port = '0', supergraph = ''] = process.argv.slice(2);

const runtime = createGatewayRuntime({
  supergraph,
  unifiedGraphHandler,
  logging: false,
  maskedErrors: false,
  graphiql: false,
  landingPage: false,
  // Calls are shared by requests in flight that send the same: with the caller's own header none is.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
});
createServer(runtime).listen(Number(port), '127.0.0.1', () => console.log('ready'));
