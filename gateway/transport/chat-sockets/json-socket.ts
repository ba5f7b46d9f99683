import type { Logger } from 'pino';
import type { RawData } from 'ws';
import { isRecord } from '../../graphql/records.ts';
import { CLOSE } from '../websocket/close-codes.ts';
import { beginSession, type IdentityParts, renewSession } from '../websocket/session-identity.ts';
import type { SocketOpening } from '../websocket/socket-endpoint.ts';
import { acceptsFrame, sendText } from '../websocket/socket-frames.ts';
import type { SocketSession } from '../websocket/websocket-session.ts';
import { closeCodeOf, type OperationError } from './operation-error.ts';
import { tokenIn } from './socket-token.ts';

/** What sockets of JSON frames are served with. */
export interface JsonSocketParts extends IdentityParts {
  /** How long a socket may wait with its token, in milliseconds. */
  readonly initMs: number;
  readonly log: Logger;
}

/** What a protocol does with the frames of one socket. */
export interface FrameHandler {
  /** Called once the client is authenticated; frames wait until it resolves. */
  start(): Promise<void>;
  /** Handles one frame. With `isOrdered` the next one waits until it resolves. */
  receive(frame: Readonly<Record<string, unknown>>): Promise<void>;
  readonly isOrdered: boolean;
  /** Called after a new token was accepted. */
  renewed(expiresAt: Date | null): Promise<void>;
}

/** Frames that wait before the socket is read no further. */
const MAX_WAITING_FRAMES = 32;

/**
 * Reads the JSON frames of a socket. The token comes with the request, or in the first frame as `{"token": …}`; the same
 * frame renews it later. Without an accepted token in time the socket closes with 4401, by a frame that is no JSON object
 * with 4400.
 */
export function readFrames(
  session: SocketSession,
  { protocols }: SocketOpening,
  parts: JsonSocketParts,
  handler: FrameHandler,
): void {
  const { webSocket } = session;
  const { promise: started, resolve: onStarted } = Promise.withResolvers<void>();
  let isAuthenticating = false;
  let last: Promise<void> = started;
  let waiting = 0;
  const timer = setTimeout(() => webSocket.close(session.refusalCode, 'No token'), parts.initMs);
  webSocket.once('close', () => clearTimeout(timer));

  const onFailed = (error: unknown): void => {
    parts.log.error({ err: error, requestId: session.requestId }, 'a WebSocket message failed');
    webSocket.close(CLOSE.internalError, 'Internal server error');
  };

  async function begin(authorization: string): Promise<void> {
    isAuthenticating = true;
    const isAccepted = await beginSession(session, { authorization }, parts);
    clearTimeout(timer);
    if (!isAccepted) return webSocket.close(session.refusalCode, 'Invalid token');
    await handler.start();
    onStarted();
  }

  async function renew(token: string): Promise<void> {
    const { authenticate } = parts;
    if (authenticate === null) return;
    const renewed = await renewSession(session, `Bearer ${token}`, { ...parts, authenticate });
    if (renewed !== null) await handler.renewed(renewed.expiresAt);
  }

  async function handle(frame: Readonly<Record<string, unknown>>): Promise<void> {
    // It may have begun to close while the frame waited.
    if (webSocket.readyState !== webSocket.OPEN) return;
    const token = tokenOf(frame);
    await (token === null ? handler.receive(frame) : renew(token));
  }

  function enqueue(frame: Readonly<Record<string, unknown>>): void {
    if (!handler.isOrdered) return void last.then(() => handle(frame)).catch(onFailed);
    waiting += 1;
    if (waiting === MAX_WAITING_FRAMES) webSocket.pause();
    last = last.then(() => handle(frame)).catch(onFailed);
    void last.then(() => {
      waiting -= 1;
      if (waiting === 0 && webSocket.isPaused) webSocket.resume();
    });
  }

  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (!acceptsFrame(session)) return;
    const frame = isBinary ? null : parseFrame(String(data));
    if (frame === null) return webSocket.close(CLOSE.invalidMessage, 'Invalid message');
    if (isAuthenticating) return enqueue(frame);
    const token = tokenOf(frame);
    if (token === null) webSocket.close(session.refusalCode, 'The first message must be a token');
    else begin(`Bearer ${token}`).catch(onFailed);
  });

  const offered = tokenIn(protocols);
  const authorization = offered === null ? session.authorization : `Bearer ${offered}`;
  if (authorization !== undefined) begin(authorization).catch(onFailed);
}

/** Sends a frame; resolves once it is passed to the operating system. */
export const sendFrame = ({ webSocket }: SocketSession, frame: object): Promise<void> =>
  sendText(webSocket, JSON.stringify(frame));

/** Closes a socket that cannot go on, after the frame that says why. */
export function closeFor({ webSocket }: SocketSession, error: OperationError): void {
  webSocket.close(closeCodeOf(error), error.reason);
}

const tokenOf = ({ token }: Readonly<Record<string, unknown>>): string | null =>
  typeof token === 'string' ? token : null;

function parseFrame(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
