import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { parseRequestTarget } from './request-target.ts';

/** An upgrade request whose URL is parsed. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly socket: Duplex;
  /** The first bytes of the new protocol, when they arrived with the request. */
  readonly head: Buffer;
}

/**
 * Handles the upgrade requests of a server. An error thrown from an event listener would end the process, so it is logged
 * and the response is 500. The response to a URL that cannot be parsed is 400.
 *
 * @returns a function that removes the handler.
 */
export function handleUpgrades(
  server: Server,
  log: Pick<Logger, 'error'>,
  handle: (upgrade: UpgradeRequest) => void,
): () => void {
  const listener = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    try {
      const url = parseRequestTarget(request.url);
      if (url === null) refuseUpgrade(socket, 400);
      else handle({ request, url, socket, head });
    } catch (error) {
      log.error({ err: error }, 'An upgrade request failed');
      refuseUpgrade(socket, 500);
    }
  };
  server.on('upgrade', listener);
  return () => void server.off('upgrade', listener);
}

/** Responds to an upgrade request with a status and plain text, and closes the connection. `headers` are whole lines. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  { headers = [], body = '' }: { readonly headers?: readonly string[]; readonly body?: string } = {},
): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...headers,
    ...(body === '' ? [] : ['Content-Type: text/plain; charset=utf-8']),
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
