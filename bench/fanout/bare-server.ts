import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listenAnywhere } from './listen-anywhere.ts';
import type { FromPublisher } from './messages.ts';
import { eventOf, monotonicMs } from './topic.ts';

// The limit: the same frame to every socket, with nothing of GraphQL about it.
const server = createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
});
let n = 0;

process.once('disconnect', () => process.exit());
const tell = (message: FromPublisher): void => void process.send?.(message);

process.on('message', () => {
  n += 1;
  const at = monotonicMs();
  const { id, ...price } = eventOf(n);
  const payload = { data: { priceChanged: { product: { id, name: 'Table' }, ...price } } };
  const frame = JSON.stringify({ id: 'operation-000000', type: 'next', payload });
  for (const socket of sockets.clients) socket.send(frame);
  tell({ kind: 'published', at });
});
tell({ kind: 'ready', port: await listenAnywhere(server) });
