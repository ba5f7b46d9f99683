import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listenAnywhere } from './listen-anywhere.ts';
import { publishOnRequest } from './publish-on-request.ts';
import { eventOf } from './topic.ts';

// The limit: the same frame to every socket, with nothing of GraphQL about it.
const server = createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
});
let n = 0;

publishOnRequest(await listenAnywhere(server), () => {
  n += 1;
  const { id, ...price } = eventOf(n);
  const payload = { data: { priceChanged: { product: { id, name: 'Table' }, ...price } } };
  const frame = JSON.stringify({ id: 'operation-000000', type: 'next', payload });
  for (const socket of sockets.clients) socket.send(frame);
});
