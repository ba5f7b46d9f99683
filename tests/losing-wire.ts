import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy before a server, whose connections a test loses in every way that connections are lost. */
export interface LosingWire {
  /** Address through the proxy, of the same scheme and path. */
  readonly url: string;
  /** Connections that are open and not silenced. */
  readonly open: number;
  /** Resets every connection, as a crashed peer does. */
  reset(): void;
  /** Ends every connection in good order, as a proxy that restarts does. */
  end(): void;
  /** Takes everything that connections of now send or get, and passes nothing on, as a network does that is gone. */
  silence(): void;
  close(): Promise<void>;
}

/** Opens a proxy on loopback before the server of an address. */
export async function openLosingWire(target: string): Promise<LosingWire> {
  const { hostname, port } = new URL(target);
  const connections = new Map<Socket, Socket>();
  const silenced = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    connections.set(client, upstream);
    const drop = (): void => {
      connections.delete(client);
      silenced.delete(client);
      client.destroy();
      upstream.destroy();
    };
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => {
        if (!silenced.has(client)) to.write(chunk);
      });
      from.on('error', drop).on('close', () => {
        // What is silenced does not hear of the other side's end either.
        if (from === client || !silenced.has(client)) drop();
      });
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = new URL(target);
  address.port = String((server.address() as AddressInfo).port);
  const all = () => [...connections];
  return {
    url: address.href,
    get open() {
      return connections.size - silenced.size;
    },
    reset() {
      for (const [client, upstream] of all()) {
        client.resetAndDestroy();
        upstream.destroy();
      }
    },
    end() {
      for (const [client, upstream] of all()) {
        client.end();
        upstream.destroy();
      }
    },
    silence() {
      for (const [client] of all()) silenced.add(client);
    },
    async close() {
      for (const [client, upstream] of all()) {
        client.destroy();
        upstream.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
}
