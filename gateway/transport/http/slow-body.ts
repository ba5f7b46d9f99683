import type { IncomingMessage, ServerResponse } from 'node:http';

/** Ends a request whose body does not arrive within `withinMs` with status 408, and closes the connection. */
export function endSlowBody(request: IncomingMessage, response: ServerResponse, withinMs: number): void {
  if (request.method !== 'POST') return;
  const timer = setTimeout(() => {
    if (!response.headersSent) response.writeHead(408, { connection: 'close' }).end();
    request.destroy();
  }, withinMs);
  const arrived = (): void => clearTimeout(timer);
  request.once('end', arrived).once('close', arrived);
}
