import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { types } from 'node:util';
import { MessageType, type WebSocket as ProtocolSocket, stringifyMessage } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Origin } from '../../runtime/executor.ts';
import { type Authenticate, type Identity, VISITOR } from '../caller.ts';
import type { Admission } from '../limits/admission.ts';
import type { CountedConnection } from '../limits/connection-counts.ts';
import { createMessageRate } from '../limits/message-rate.ts';
import type { LiveConnections } from './live-connections.ts';
import { requestIdOf } from './request-id.ts';

/** One socket: who it belongs to, and how the protocol writes to it. */
export interface SocketSession {
  readonly requestId: string;
  readonly origin: Origin;
  readonly identity: Identity;
  /** The token that the socket was opened with, as it came. */
  readonly credential: string | undefined;
  /** Aborts when the socket closes: nobody waits for what still runs. */
  readonly signal: AbortSignal;
  readonly protocolSocket: ProtocolSocket;
  /**
   * Sends a frame without waiting. False: the client reads too slowly to take more; `onDrained` is called, once, when it
   * has caught up.
   */
  sendNow(frame: string, onDrained: () => void): boolean;
  /** Operations that run now. */
  running: number;
  /** Takes the identity of a `connection_init` payload; false for a bad token, or when its person has too many sockets. */
  begin(params: Readonly<Record<string, unknown>> | undefined): Promise<boolean>;
  closed(): void;
}

/** What a session needs of its endpoint. */
export interface SessionParts {
  readonly authenticate: Authenticate | null;
  readonly connections: LiveConnections;
  readonly admission: Admission;
  readonly counted: CountedConnection;
  originOf(request: IncomingMessage): Origin;
  readonly log: Logger;
}

/** What a socket may hold that its client has not read, before it gets nothing more for a while. */
const MAX_BUFFERED_BYTES = 64 * 1024;

const INVALID_MESSAGE = 4400;
const FORBIDDEN = 4403;
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;
const TOO_MANY_MESSAGES = 4429;
const INTERNAL_ERROR = 4500;

/** Unread by its client; one that goes on asking all the same is cut off. */
const MAX_UNREAD_BYTES = 8_000_000;

/** A session for a socket that has just opened. */
export function openSession(webSocket: WebSocket, request: IncomingMessage, parts: SessionParts): SocketSession {
  let identity = VISITOR;
  let credential = request.headers.authorization;
  const abort = new AbortController();
  const { messagesPerSecond, messagesAtOnce } = parts.admission.bounds;
  const mayCome = createMessageRate({ perSecond: messagesPerSecond, atOnce: messagesAtOnce });
  const leave = parts.connections.join({
    caller: () => identity.caller,
    expiresAt: () => identity.expiresAt,
    end: (reason) =>
      reason === 'forbidden'
        ? webSocket.close(FORBIDDEN, 'Forbidden')
        : webSocket.close(SERVICE_RESTART, 'Service restart'),
  });

  /** Answers a ping; one that carries a token renews the session, for the same person only. */
  async function onPing(payload: unknown): Promise<void> {
    const authorization = authorizationOf(payload);
    if (authorization === undefined || parts.authenticate === null) return await send(webSocket, pong(payload));
    const renewed = await parts.authenticate(authorization).catch(() => null);
    const isSame = identity.caller.viewerId === null || renewed?.caller.viewerId === identity.caller.viewerId;
    if (renewed === null || !isSame) return webSocket.close(FORBIDDEN, 'Forbidden');
    if (!parts.counted.admit(renewed.caller.viewerId)) return webSocket.close(TRY_AGAIN_LATER, 'Too many sockets');
    identity = renewed;
    await send(webSocket, pong({ expiresAt: renewed.expiresAt?.toISOString() ?? null }));
  }

  return {
    requestId: requestIdOf(request.headers['x-request-id']),
    origin: parts.originOf(request),
    signal: abort.signal,
    get identity() {
      return identity;
    },
    get credential() {
      return credential;
    },
    protocolSocket: {
      protocol: webSocket.protocol,
      send: (data) => send(webSocket, data),
      close: (code, reason) => webSocket.close(code, reason),
      onMessage: (listener) =>
        void webSocket.on('message', async (data, isBinary) => {
          if (webSocket.readyState !== webSocket.OPEN) return;
          if (!mayCome()) return webSocket.close(TOO_MANY_MESSAGES, 'Too many messages');
          if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) return webSocket.terminate();
          try {
            await listener(isBinary ? '' : withQuery(String(data)));
          } catch (error) {
            if (isForServers(error)) return webSocket.close(INVALID_MESSAGE, 'Invalid message');
            parts.log.error({ err: error }, 'A socket message failed');
            webSocket.close(INTERNAL_ERROR, 'Internal server error');
          }
        }),
      onPing,
    },
    sendNow(frame, onDrained) {
      if (webSocket.readyState !== webSocket.OPEN) return true;
      if (webSocket.bufferedAmount < MAX_BUFFERED_BYTES) {
        webSocket.send(frame);
        return true;
      }
      webSocket.send(frame, onDrained);
      return false;
    },
    running: 0,
    async begin(params) {
      credential = authorizationOf(params) ?? credential;
      try {
        if (parts.authenticate !== null) identity = await parts.authenticate(credential);
      } catch {
        return false;
      }
      if (webSocket.readyState === webSocket.OPEN && parts.counted.admit(identity.caller.viewerId)) return true;
      webSocket.close(TRY_AGAIN_LATER, 'Too many sockets');
      return false;
    },
    closed() {
      leave();
      parts.counted.leave();
      abort.abort();
    },
  };
}

/** Whether graphql-ws took a message to be one that only servers send; it throws for want of anything to do with it. */
const isForServers = (error: unknown): boolean =>
  types.isNativeError(error) && error.message.startsWith('Unexpected message of type');

/**
 * Resolves once the frame is in the hands of the system: who awaits it before asking for the next event holds at most
 * one frame per operation in memory, however slowly the client reads.
 */
function send(webSocket: WebSocket, data: string): Promise<void> {
  // Not at once: a source that always has an event would keep the socket's own end from being noticed.
  if (webSocket.readyState !== webSocket.OPEN) return setImmediate();
  const { promise, resolve } = Promise.withResolvers<void>();
  webSocket.send(data, () => resolve());
  return promise;
}

const pong = (payload: unknown): string =>
  stringifyMessage(
    typeof payload === 'object' && payload !== null
      ? { type: MessageType.Pong, payload: { ...payload } }
      : { type: MessageType.Pong },
  );

function authorizationOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const value: unknown = Reflect.get(params, 'authorization') ?? Reflect.get(params, 'Authorization');
  return typeof value === 'string' ? value : undefined;
}

/** graphql-ws closes the socket for a `subscribe` without a query; one that names its document by hash needs none. */
function withQuery(text: string): string {
  if (!text.includes('"subscribe"') || text.includes('"query"')) return text;
  try {
    const message: unknown = JSON.parse(text);
    const payload: unknown = isRecord(message) ? message['payload'] : undefined;
    if (!isRecord(message) || message['type'] !== MessageType.Subscribe || !isRecord(payload)) return text;
    return JSON.stringify({ ...message, payload: { query: '', ...payload } });
  } catch {
    // The protocol's to refuse.
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
