import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { type Identity, VISITOR } from '../../identity/identity.ts';
import type { Admission } from '../../limits/admission.ts';
import type { CountedConnection } from '../../limits/connection-counts.ts';
import { createMessageRate, type MessageRate } from '../../limits/message-rate.ts';
import { type ClientProgram, programIn } from '../client/client-program.ts';
import type { LiveConnection } from '../client/live-connections.ts';
import { requestIdOf } from '../client/request-id.ts';
import { CLOSE } from './close-codes.ts';

/**
 * One socket, and who it belongs to. A record, with functions beside it: there are ten thousand of them, and what each
 * closure holds would be held ten thousand times.
 */
export interface SocketSession extends LiveConnection {
  readonly webSocket: WebSocket;
  /** What the WebSocket runs over. */
  readonly raw: Duplex;
  readonly requestId: string;
  client: ClientInfo;
  readonly counted: CountedConnection;
  /** Whether one more message may come now. */
  readonly mayCome: MessageRate;
  identity: Identity;
  /** As its request or its `connection_init` says. */
  program: ClientProgram | null;
  /** Operations that run now. */
  running: number;
  /** `Authorization` of the request; forgotten once the socket has begun. */
  authorization: string | undefined;
  /** Made when somebody asks for its signal. */
  abort: AbortController | null;
  isClosed: boolean;
}

/** What a session needs of its endpoint. */
interface SessionParts {
  readonly admission: Admission;
  readClientInfo(request: IncomingMessage): ClientInfo;
}

/** What a socket may hold that its client has not read, before it gets nothing more for a while. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/** A session for a socket that has just opened; `raw` is what it runs over. It keeps nothing of the request. */
export function openSession(
  webSocket: WebSocket,
  raw: Duplex,
  request: IncomingMessage,
  counted: CountedConnection,
  { admission: { bounds }, readClientInfo }: SessionParts,
): SocketSession {
  return {
    webSocket,
    raw,
    requestId: requestIdOf(request.headers['x-request-id']),
    client: readClientInfo(request),
    counted,
    mayCome: createMessageRate({ perSecond: bounds.messagesPerSecond, atOnce: bounds.messagesAtOnce }),
    identity: VISITOR,
    program: programIn(request.headers),
    running: 0,
    authorization: request.headers.authorization,
    abort: null,
    isClosed: false,
    end: (reason) =>
      reason === 'forbidden'
        ? webSocket.close(CLOSE.forbidden, 'Forbidden')
        : webSocket.close(CLOSE.serviceRestart, 'Service restart'),
  };
}

/**
 * Writes a whole WebSocket frame without waiting. False: the client reads too slowly to take more; `onDrained` is called,
 * once, when it has caught up.
 */
export function sendNow(
  { webSocket, raw }: Pick<SocketSession, 'webSocket' | 'raw'>,
  frame: Buffer,
  onDrained: () => void,
): boolean {
  // ws writes each of its frames whole and at once, as nothing is compressed: one more fits between any two. When it has
  // begun to close, nothing may follow its last.
  if (webSocket.readyState !== webSocket.OPEN) return true;
  if (raw.writableLength < MAX_BUFFERED_BYTES) {
    raw.write(frame);
    return true;
  }
  raw.write(frame, onDrained);
  return false;
}

/** Aborts when the socket closes: nobody waits for what still runs. */
export function signalOf(session: SocketSession): AbortSignal {
  session.abort ??= new AbortController();
  if (session.isClosed) session.abort.abort();
  return session.abort.signal;
}

/** Gives back what the socket was counted for, and aborts what still runs. */
export function closeSession(session: SocketSession): void {
  session.isClosed = true;
  session.counted.leave();
  session.abort?.abort();
}
