import { hasEnded, type Identity } from '../../identity/identity.ts';

/** Why the server ends a long-lived connection. */
export type EndReason = 'forbidden' | 'restart';

/** A socket or an event stream while it is open. */
export interface LiveConnection {
  /** The client and when its token expires; replaced when the token is renewed. */
  readonly identity: Identity;
  end(reason: EndReason): void;
}

/** The open sockets and event streams of all clients. */
export interface LiveConnections {
  /** Adds a connection that has just opened. */
  add(connection: LiveConnection): void;
  /** Removes a connection that has closed. */
  remove(connection: LiveConnection): void;
  /** Ends the connections of a session. */
  endSession(sessionId: string): void;
  /** Ends all connections in ten batches, so that clients do not all reconnect at once. */
  endAll(withinMs: number): Promise<void>;
  /** Stops checking for expired tokens. */
  close(): void;
}

const BATCH_COUNT = 10;
const EXPIRY_CHECK_INTERVAL_MS = 1_000;

/** Tracks the connections of one gateway, and ends each when its token expires. */
export function createLiveConnections(now: () => Date): LiveConnections {
  const connections = new Set<LiveConnection>();
  /** Runs while there are any. */
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const check = (): void => {
    const at = now();
    for (const connection of connections) {
      if (hasEnded(connection.identity, at)) connection.end('forbidden');
    }
    if (connections.size === 0) stop();
  };
  return {
    add(connection) {
      connections.add(connection);
      timer ??= setInterval(check, EXPIRY_CHECK_INTERVAL_MS).unref();
    },
    remove: (connection) => void connections.delete(connection),
    endSession(sessionId) {
      for (const connection of connections)
        if (connection.identity.caller.sessionId === sessionId) connection.end('forbidden');
    },
    async endAll(withinMs) {
      const all = [...connections];
      const size = Math.max(1, Math.ceil(all.length / BATCH_COUNT));
      for (let start = 0; start < all.length; start += size) {
        for (const connection of all.slice(start, start + size)) connection.end('restart');
        if (start + size < all.length) await new Promise((resolve) => setTimeout(resolve, withinMs / BATCH_COUNT));
      }
    },
    close: stop,
  };
}
