import type { GraphQLError } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import { type Admission, overloaded, tooManyStreams } from './admission.ts';
import type { CountedConnection } from './connection-counts.ts';

/** A connection that carries several operations at once. */
export interface SharedConnection {
  /** Number of operations that run on it now. */
  running: number;
}

/** The concurrency limits that one request counts against. Each `take` returns the refusal when there is no slot left. */
export interface RequestSlots {
  /** Takes one of the operations that may run at once on a connection. */
  takeOperation(connection: SharedConnection): GraphQLError | null;
  /** Takes a slot of the load gate, unless the request holds one already. */
  takeLoad(): GraphQLError | null;
  /** Takes one of the streams that a person and an address may have open. */
  takeStream(ip: string | null, viewerId: string | null): GraphQLError | null;
  /** Gives back the slot of the load gate before the rest: the process does nothing but wait for a client. */
  releaseLoad(): void;
  /** Gives back everything that was taken. Safe to call twice. */
  release(): void;
}

/** Creates the slots of one request; it holds none yet. */
export function createRequestSlots({ bounds, gate, connections }: Admission): RequestSlots {
  let shared: SharedConnection | null = null;
  let releaseLoad: (() => void) | null = null;
  let stream: CountedConnection | null = null;
  return {
    takeOperation(connection) {
      if (connection.running >= bounds.operationsPerSocket)
        return fault('LIMIT_EXCEEDED', 'Too many operations run on this socket.');
      // Counted at once, before anything is awaited, and not by id: many operations can arrive together, and a client can
      // give up one that still runs.
      connection.running += 1;
      shared = connection;
      return null;
    },
    takeLoad() {
      releaseLoad ??= gate.acquire();
      return releaseLoad === null ? overloaded() : null;
    },
    takeStream(ip, viewerId) {
      stream = connections.stream(ip, viewerId);
      return stream === null ? tooManyStreams() : null;
    },
    releaseLoad: () => releaseLoad?.(),
    release() {
      if (shared !== null) shared.running -= 1;
      shared = null;
      releaseLoad?.();
      stream?.release();
      stream = null;
    },
  };
}
