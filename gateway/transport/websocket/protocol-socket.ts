import { setImmediate } from 'node:timers/promises';
import { types } from 'node:util';
import { MessageType, type WebSocket as ProtocolSocket, stringifyMessage } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { isRecord } from '../../graphql/records.ts';
import { CLOSE } from './close-codes.ts';
import { authorizationOf, type IdentityParts, renewSession } from './session-identity.ts';
import type { SocketSession } from './websocket-session.ts';

/** Unread by its client; one that goes on asking all the same is cut off. */
const MAX_UNREAD_BYTES = 8_000_000;

/** A session's socket as graphql-ws wants it. */
export function protocolSocketOf(
  session: SocketSession,
  { log, ...identity }: IdentityParts & { readonly log: Logger },
): ProtocolSocket {
  const { webSocket } = session;
  const onFailed = (error: unknown): void => {
    if (isForServers(error)) {
      webSocket.close(CLOSE.invalidMessage, 'Invalid message');
      return;
    }
    log.error({ err: error }, 'A socket message failed');
    webSocket.close(CLOSE.internalError, 'Internal server error');
  };
  return {
    protocol: webSocket.protocol,
    send: (data) => send(webSocket, data),
    close: (code, reason) => webSocket.close(code, reason),
    onMessage(listener) {
      // Nothing here waits for the listener: it is done when the operation is, and the message would be kept as long.
      webSocket.on('message', (data, isBinary) => {
        const message = messageOf(session, data, isBinary);
        if (message !== null) listener(message).catch(onFailed);
      });
    },
    onPing: (payload) => answerPing(session, payload, identity),
  };
}

/** Whether graphql-ws took a message to be one that only servers send; it throws for want of anything to do with it. */
const isForServers = (error: unknown): boolean =>
  types.isNativeError(error) && error.message.startsWith('Unexpected message of type');

/** What the protocol is to read of a message; null when it is not to come through. */
function messageOf({ webSocket, mayCome }: SocketSession, data: RawData, isBinary: boolean): string | null {
  if (webSocket.readyState !== webSocket.OPEN) return null;
  if (!mayCome()) webSocket.close(CLOSE.tooManyMessages, 'Too many messages');
  else if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) webSocket.terminate();
  else return isBinary ? '' : readMessage(String(data));
  return null;
}

/** Answers a ping; one that carries a token renews the session, for the same person only. */
async function answerPing(
  session: SocketSession,
  payload: unknown,
  { authenticate, now }: IdentityParts,
): Promise<void> {
  const authorization = authorizationOf(payload);
  if (authorization === undefined || authenticate === null) return await send(session.webSocket, pong(payload));
  const renewed = await renewSession(session, authorization, { authenticate, now });
  if (renewed !== null) await send(session.webSocket, pong({ expiresAt: renewed.expiresAt?.toISOString() ?? null }));
}

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

/** A message as graphql-ws takes it beside text, which it would read with rounded numbers. */
function readMessage(text: string): string {
  try {
    const message = withQuery(parseJson(text));
    // as: what is no text graphql-ws checks as it is, though its types do not say so.
    return typeof message === 'string' ? text : (message as string);
  } catch {
    // The protocol's to refuse.
    return text;
  }
}

/** graphql-ws closes the socket for a `subscribe` without a query; one that names its document by hash needs none. */
function withQuery(message: unknown): unknown {
  if (!isRecord(message) || message['type'] !== MessageType.Subscribe) return message;
  const { payload } = message;
  return isRecord(payload) && !('query' in payload) ? { ...message, payload: { query: '', ...payload } } : message;
}
