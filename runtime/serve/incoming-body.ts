import type { IncomingMessage } from 'node:http';

/** A body that is longer than its route takes. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/** What the reader of a body learns besides its bytes. */
export interface BodyEvents {
  /** Called each time before the reader waits for bytes that the client has not sent yet. */
  onWait(): void;
  /** Called when bytes have arrived, or the end. */
  onArrival(): void;
  /** Called once when the body is longer than `maxBytes`; its reader gets `BodyTooLong`. */
  onTooLong(): void;
}

/** The body of a request, read from its connection only as fast as it is asked for. */
export function readIncomingBody(
  request: IncomingMessage,
  maxBytes: number,
  events: BodyEvents,
): ReadableStream<Uint8Array> {
  // Left undestroyed, so that a refusal can still be answered.
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (request.readableLength === 0 && !request.readableEnded) events.onWait();
        const next = await chunks.next();
        events.onArrival();
        if (next.done === true) return controller.close();
        bytes += next.value.length;
        if (bytes > maxBytes) {
          events.onTooLong();
          throw new BodyTooLong(`the body is longer than ${maxBytes} bytes`);
        }
        controller.enqueue(next.value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** How long the rest of a body that nobody reads may take, in milliseconds. */
const DISCARD_MS = 2_000;

/**
 * Discards what is left of a body, so that its sender reads the response instead of a reset connection; ends the connection
 * when that takes longer than 2 s.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), DISCARD_MS).unref();
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  // `resume` does nothing while the reader that gave up still listens for `readable`.
  const discard = (): void => {
    while (request.read() !== null);
  };
  request.on('readable', discard);
  discard();
}
