import { hasEnded, type Identity } from '../../identity/identity.ts';

/** Why a long-lived connection is ended from our side. */
export type EndReason = 'forbidden' | 'restart';

/** A socket or an event stream while it is open. */
export interface LiveConnection {
  /** Who holds it open, and until when. Another one when its token was renewed. */
  readonly identity: Identity;
  end(reason: EndReason): void;
}

/** Everything long-lived that clients hold open. */
export interface LiveConnections {
  /** Adds a connection that has just opened. */
  join(connection: LiveConnection): void;
  /** Takes out one that has closed. */
  leave(connection: LiveConnection): void;
  /** Ends what belongs to a session. */
  endSession(sessionId: string): void;
  /** Ends everything, a tenth at a time, so that clients do not all return at once. */
  endAll(withinMs: number): Promise<void>;
  close(): void;
}

const WAVES = 10;
const EXPIRY_CHECK_MS = 1_000;

/** Keeps the connections of one gateway, and ends each when its token does. */
export function createLiveConnections(now: () => Date): LiveConnections {
  const connections = new Set<LiveConnection>();
  const timer = setInterval(() => {
    const at = now();
    for (const connection of connections) {
      if (hasEnded(connection.identity, at)) connection.end('forbidden');
    }
  }, EXPIRY_CHECK_MS);
  timer.unref();
  return {
    join: (connection) => void connections.add(connection),
    leave: (connection) => void connections.delete(connection),
    endSession(sessionId) {
      for (const connection of connections)
        if (connection.identity.caller.sessionId === sessionId) connection.end('forbidden');
    },
    async endAll(withinMs) {
      const all = [...connections];
      const size = Math.max(1, Math.ceil(all.length / WAVES));
      for (let start = 0; start < all.length; start += size) {
        for (const connection of all.slice(start, start + size)) connection.end('restart');
        if (start + size < all.length) await new Promise((resolve) => setTimeout(resolve, withinMs / WAVES));
      }
    },
    close: () => clearInterval(timer),
  };
}
