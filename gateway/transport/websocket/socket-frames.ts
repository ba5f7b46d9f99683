import { setImmediate } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { CLOSE } from './close-codes.ts';
import type { SocketSession } from './websocket-session.ts';

/** Bytes that a client may leave unread; one that sends more messages all the same is disconnected. */
const MAX_UNREAD_BYTES = 8_000_000;

/** Whether one more frame of a client is read; if not, it is dropped, and the socket is being closed. */
export function acceptsFrame({ webSocket, acceptsMessage }: SocketSession): boolean {
  if (webSocket.readyState !== webSocket.OPEN) return false;
  if (!acceptsMessage()) webSocket.close(CLOSE.tooManyMessages, 'Too many messages');
  else if (webSocket.bufferedAmount > MAX_UNREAD_BYTES) webSocket.terminate();
  else return true;
  return false;
}

/**
 * Resolves once the frame is passed to the operating system: an operation that awaits it before it takes the next event
 * holds at most one frame in memory, however slowly the client reads.
 */
export function sendText(webSocket: WebSocket, text: string): Promise<void> {
  // Asynchronous: a source that always has an event would keep the event loop from noticing that the socket is closed.
  if (webSocket.readyState !== webSocket.OPEN) return setImmediate();
  const { promise, resolve } = Promise.withResolvers<void>();
  webSocket.send(text, () => resolve());
  return promise;
}
