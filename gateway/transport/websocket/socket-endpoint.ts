import type { SocketSession } from './websocket-session.ts';

/** What a client asked for when it opened a socket. */
export interface SocketOpening {
  readonly url: URL;
  /** The subprotocols that it offered, in its order. */
  readonly protocols: readonly string[];
}

/** A protocol over WebSockets, at the paths that it serves. */
export interface SocketEndpoint {
  /** Close code of sockets whose token is not accepted, or not any more. */
  readonly refusalCode: number;
  serves(url: URL): boolean;
  /** The one of the offered subprotocols that the response names; false: none. */
  selectProtocol(offered: ReadonlySet<string>): string | false;
  /** Begins to serve a socket that has just opened; returns what is called once when it has closed. */
  open(session: SocketSession, opening: SocketOpening): (code: number, reason: string) => void;
}
