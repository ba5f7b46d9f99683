import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { type Identity, VISITOR } from '../../identity/identity.ts';
import type { Admission } from '../../limits/admission.ts';
import type { CountedConnection } from '../../limits/connection-counts.ts';
import { createMessageRate, type MessageRate } from '../../limits/message-rate.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import { type ClientProgram, programIn } from '../client/client-program.ts';
import type { LiveConnection } from '../client/live-connections.ts';
import { requestIdOf } from '../client/request-id.ts';
import { CLOSE } from './close-codes.ts';

/**
 * One socket with the identity of its client. A record with functions beside it: with ten thousand sockets, closures would
 * retain their variables ten thousand times.
 */
export interface SocketSession extends LiveConnection {
  readonly webSocket: WebSocket;
  /** The connection below the WebSocket. */
  readonly raw: Duplex;
  readonly requestId: string;
  client: ClientInfo;
  readonly counted: CountedConnection;
  /** Close code once its token is not accepted, or not any more. */
  readonly refusalCode: number;
  /** Counts one more message; false when the client sends too many. */
  readonly acceptsMessage: MessageRate;
  identity: Identity;
  /** By the headers of the request, or else by `connection_init`. */
  program: ClientProgram | null;
  /** Number of operations that run now. */
  running: number;
  /** The `Authorization` header of the request; removed once the socket is initialised. */
  authorization: string | undefined;
  /** Created by the first call of `signalOf`. */
  abort: AbortController | null;
  isClosed: boolean;
}

/** What the endpoint gives each session. */
interface SessionParts extends Pick<SocketSession, 'refusalCode'> {
  readonly admission: Admission;
  readClientInfo(request: IncomingMessage): ClientInfo;
}

/** Bytes that a client may leave unread before its streams pause. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** Creates the session of a socket that has just opened. It retains nothing of the request. */
export function openSession(
  webSocket: WebSocket,
  raw: Duplex,
  request: IncomingMessage,
  counted: CountedConnection,
  { admission: { bounds }, readClientInfo, refusalCode }: SessionParts,
): SocketSession {
  return {
    webSocket,
    raw,
    requestId: requestIdOf(request.headers['x-request-id']),
    client: readClientInfo(request),
    counted,
    refusalCode,
    acceptsMessage: createMessageRate({ perSecond: bounds.messagesPerSecond, burst: bounds.messageBurst }),
    identity: VISITOR,
    program: programIn(request.headers),
    running: 0,
    authorization: request.headers.authorization,
    abort: null,
    isClosed: false,
    end: (reason) =>
      reason === 'forbidden'
        ? webSocket.close(refusalCode, 'Forbidden')
        : webSocket.close(CLOSE.serviceRestart, 'Service restart'),
  };
}

/**
 * Writes a whole WebSocket frame without waiting. False: the client reads too slowly to get more; `onDrained` is called
 * once when it has caught up.
 */
export function sendNow(
  { webSocket, raw }: Pick<SocketSession, 'webSocket' | 'raw'>,
  frame: Buffer,
  onDrained: () => void,
): boolean {
  // ws writes each of its frames whole and at once, since nothing is compressed, so a frame fits between any two of them.
  // Nothing may follow the close frame.
  if (webSocket.readyState !== webSocket.OPEN) return true;
  if (raw.writableLength < MAX_BUFFERED_BYTES) {
    raw.write(frame);
    return true;
  }
  raw.write(frame, onDrained);
  return false;
}

/** The scope of an operation. A shared stream never asks for the signal, and a socket that has only those needs none. */
export const scopeOf = (session: SocketSession): RequestScope => ({
  caller: session.identity.caller,
  requestId: session.requestId,
  client: session.client,
  program: session.program,
  get signal() {
    return signalOf(session);
  },
});

/** The signal that aborts operations when the socket closes. */
function signalOf(session: SocketSession): AbortSignal {
  session.abort ??= new AbortController();
  if (session.isClosed) session.abort.abort();
  return session.abort.signal;
}

/** Releases the counts of a closed socket and aborts what still runs. */
export function closeSession(session: SocketSession): void {
  session.isClosed = true;
  session.counted.release();
  session.abort?.abort();
}
