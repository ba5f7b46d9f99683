import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * What happens to bytes: `pass` them on; `swallow` them, both ways, without closing anything; `drip` them, one byte a second
 * each way.
 */
export type FaultMode = 'pass' | 'swallow' | 'drip';

/** Stands between a process and a server, and spoils the link as a test says. */
export interface FaultProxy {
  /** The server's address, through the proxy. */
  readonly url: string;
  /**
   * Applies to connections that are open and to later ones. A connection whose bytes were swallowed stays mute whatever
   * comes after, as no protocol could go on.
   */
  set(mode: FaultMode): void;
  /** Swallows the bytes of the connections that are open now, and passes on those of later ones. */
  silence(): void;
  /** Resets the connections that are open now, as a peer does that has crashed. */
  reset(): void;
  /** Ends the connections that are open now in good order, as a proxy does that restarts. */
  end(): void;
  /** Closes its connections and refuses others, as a host does on which nothing listens. */
  refuse(): Promise<void>;
  /** Accepts connections again, at the same address. */
  accept(): Promise<void>;
  /** How many connections were ever made. */
  connections(): number;
  close(): Promise<void>;
}

const DRIP_MS = 1_000;

/** One connection through the proxy. */
interface Link {
  mode: FaultMode;
  readonly client: Socket;
  close(): void;
}

/** Opens a proxy to the server of `url`, on a free port of loopback. */
export async function openFaultProxy(url: string): Promise<FaultProxy> {
  const target = new URL(url);
  const links = new Set<Link>();
  let mode: FaultMode = 'pass';
  let made = 0;
  const server = createServer((client) => {
    made += 1;
    const upstream = connect(Number(target.port), target.hostname);
    const close = (): void => {
      links.delete(link);
      clearInterval(timer);
      client.destroy();
      upstream.destroy();
    };
    const link: Link = { mode, client, close };
    const dripping = [forward(client, upstream, link), forward(upstream, client, link)];
    const timer = setInterval(() => {
      for (const drip of dripping) drip();
    }, DRIP_MS);
    links.add(link);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', close);
    // A server that closes is not heard of where everything is swallowed.
    upstream.on('close', () => link.mode === 'swallow' || close());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const setOpen = (next: FaultMode): void => {
    for (const link of links) if (link.mode !== 'swallow') link.mode = next;
  };
  const stopListening = async (): Promise<void> => {
    for (const link of links) link.close();
    if (server.listening) await once(server.close(), 'close');
  };

  return {
    url: own.href,
    set(next) {
      mode = next;
      setOpen(next);
    },
    silence: () => setOpen('swallow'),
    reset() {
      for (const { client } of links) client.resetAndDestroy();
    },
    end() {
      for (const { client } of links) client.end();
    },
    refuse: stopListening,
    async accept() {
      await once(server.listen(Number(own.port), '127.0.0.1'), 'listening');
    },
    connections: () => made,
    close: stopListening,
  };
}

/** Hands bytes on as the link's mode says; what is returned lets one byte through of those that wait. */
function forward(from: Socket, to: Socket, link: Link): () => void {
  let waiting = Buffer.alloc(0);
  from.on('data', (bytes) => {
    if (link.mode === 'swallow') return;
    if (link.mode === 'pass' && waiting.length === 0) to.write(bytes);
    else waiting = Buffer.concat([waiting, bytes]);
  });
  return () => {
    if (link.mode === 'swallow' || waiting.length === 0) return;
    const count = link.mode === 'drip' ? 1 : waiting.length;
    to.write(waiting.subarray(0, count));
    waiting = waiting.subarray(count);
  };
}
