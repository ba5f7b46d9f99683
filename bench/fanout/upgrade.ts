import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/** Opens a WebSocket by hand. Resolves once it stands, paused: what the server sends then is for who listens. */
export async function upgrade(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws${HEAD_END}`,
  );
  const closed = once(socket, 'close').then(() => Promise.reject(new Error('The server closed the socket.')));
  closed.catch(() => undefined);
  const chunk: Buffer = (await Promise.race([once(socket, 'data'), closed]))[0];
  socket.pause();
  socket.on('error', () => socket.destroy());
  const end = chunk.indexOf(HEAD_END);
  if (!chunk.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101')) || end < 0)
    throw new Error(`The server did not take the socket: ${chunk.subarray(0, 80)}`);
  if (chunk.length > end + HEAD_END.length) socket.unshift(chunk.subarray(end + HEAD_END.length));
  return socket;
}
