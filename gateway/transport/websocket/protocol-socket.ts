import { types } from 'node:util';
import { MessageType, type WebSocket as ProtocolSocket, stringifyMessage } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RawData } from 'ws';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { isRecord } from '../../graphql/records.ts';
import { CLOSE } from './close-codes.ts';
import { authorizationOf, type IdentityParts, renewSession } from './session-identity.ts';
import { acceptsFrame, sendText } from './socket-frames.ts';
import type { SocketSession } from './websocket-session.ts';

/** Adapts a session's socket to graphql-ws. */
export function protocolSocketOf(
  session: SocketSession,
  { log, ...identity }: IdentityParts & { readonly log: Logger },
): ProtocolSocket {
  const { webSocket } = session;
  const onFailed = (error: unknown): void => {
    if (isServerMessage(error)) {
      webSocket.close(CLOSE.invalidMessage, 'Invalid message');
      return;
    }
    log.error({ err: error }, 'a WebSocket message failed');
    webSocket.close(CLOSE.internalError, 'Internal server error');
  };
  return {
    protocol: webSocket.protocol,
    send: (data) => sendText(webSocket, data),
    close: (code, reason) => webSocket.close(code, reason),
    onMessage(listener) {
      // Does not await the listener: it resolves when the operation ends, and the message would be retained as long.
      webSocket.on('message', (data, isBinary) => {
        const message = messageOf(session, data, isBinary);
        if (message !== null) listener(message).catch(onFailed);
      });
    },
    onPing: (payload) => handlePing(session, payload, identity),
  };
}

/** Whether graphql-ws throws because of a message that only servers send, which it does not handle. */
const isServerMessage = (error: unknown): boolean =>
  types.isNativeError(error) && error.message.startsWith('Unexpected message of type');

/** The message as graphql-ws reads it; null when it is dropped. */
const messageOf = (session: SocketSession, data: RawData, isBinary: boolean): string | null => {
  if (!acceptsFrame(session)) return null;
  return isBinary ? '' : readMessage(String(data));
};

/** Replies to a ping. A ping with a token renews the session, for the same person only. */
async function handlePing(
  session: SocketSession,
  payload: unknown,
  { authenticate, now }: IdentityParts,
): Promise<void> {
  const authorization = authorizationOf(payload);
  if (authorization === undefined || authenticate === null) return await sendText(session.webSocket, pong(payload));
  const renewed = await renewSession(session, authorization, { authenticate, now });
  if (renewed !== null)
    await sendText(session.webSocket, pong({ expiresAt: renewed.expiresAt?.toISOString() ?? null }));
}

const pong = (payload: unknown): string =>
  stringifyMessage(
    typeof payload === 'object' && payload !== null
      ? { type: MessageType.Pong, payload: { ...payload } }
      : { type: MessageType.Pong },
  );

/** Parses a message for graphql-ws, which would round its numbers. */
function readMessage(text: string): string {
  try {
    const message = withQuery(parseJson(text));
    // as: graphql-ws accepts and checks a parsed message, though its types do not say so.
    return typeof message === 'string' ? text : (message as string);
  } catch {
    // graphql-ws refuses it.
    return text;
  }
}

/** graphql-ws closes the socket for a `subscribe` without a query, which a document that is named by its hash omits. */
function withQuery(message: unknown): unknown {
  if (!isRecord(message) || message['type'] !== MessageType.Subscribe) return message;
  const { payload } = message;
  return isRecord(payload) && !('query' in payload) ? { ...message, payload: { query: '', ...payload } } : message;
}
