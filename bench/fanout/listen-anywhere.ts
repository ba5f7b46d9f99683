import { once } from 'node:events';
import type { Server } from 'node:http';

/** Lets a server listen on a free loopback port, and answers which. */
export async function listenAnywhere(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.');
  return address.port;
}
