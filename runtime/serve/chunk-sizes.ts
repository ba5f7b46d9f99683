import type { IncomingMessage, ServerResponse } from 'node:http';

const HEXADECIMAL = 16;
const [LINE_FEED, HEAD_END] = [0x0a, Buffer.from('\r\n\r\n')];

/** Reads the next bytes of a chunked body. Returns true when a chunk is longer than allowed. */
export type ChunkScanner = (bytes: Buffer) => boolean;

/** Reads the chunk sizes of one body (RFC 9112, section 7.1), however its bytes are split. */
export function createChunkScanner(maxBytes: number): ChunkScanner {
  let expects: 'size' | 'line-end' | 'data' | 'nothing' = 'size';
  let size = 0;
  let left = 0;
  return (bytes) => {
    for (let at = 0; at < bytes.length && expects !== 'nothing'; ) {
      if (expects === 'data') {
        const skipped = Math.min(left, bytes.length - at);
        at += skipped;
        left -= skipped;
        if (left === 0) [expects, size] = ['size', 0];
        continue;
      }
      const byte = bytes[at++] ?? 0;
      const digit = expects === 'size' ? Number.parseInt(String.fromCharCode(byte), HEXADECIMAL) : Number.NaN;
      if (!Number.isNaN(digit)) size = size * HEXADECIMAL + digit;
      else if (byte !== LINE_FEED) expects = 'line-end';
      else if (size === 0) expects = 'nothing';
      // The data and the CRLF after it.
      else [expects, left] = ['data', size + 2];
      if (size > maxBytes) return true;
    }
    return false;
  };
}

/**
 * Responds with 413 as soon as a request announces a chunk of more than `maxBytes`, and closes its connection. Node itself
 * accepts any size and waits for the data. Call it in the same tick as the request event, before more bytes are read.
 */
export function refuseLongChunks(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  const { socket } = request;
  const first = bytesAfterHead(request);
  // Without the start of the body its chunks cannot be found; then only the request timeout applies.
  if (first === null) return;
  const scan = createChunkScanner(maxBytes);
  const onData = (bytes: Buffer): void => {
    if (!scan(bytes)) return;
    stop();
    if (!response.headersSent) response.writeHead(413, { connection: 'close' }).end();
    request.destroy();
  };
  const stop = (): void => void socket.off('data', onData);
  // A data listener disables Node's fast path from the socket to the parser, so it is removed when the request ends.
  socket.on('data', onData);
  request.once('end', stop).once('close', stop);
  onData(first);
}

/**
 * The bytes of the body that arrived together with the head; null when they cannot be found. Node emits a request while it
 * parses those bytes, and has no documented API for them.
 */
function bytesAfterHead({ method, url, socket }: IncomingMessage): Buffer | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  const read: unknown = typeof parser === 'object' && parser !== null ? Reflect.get(parser, 'getCurrentBuffer') : null;
  const bytes: unknown = typeof read === 'function' ? read.call(parser) : null;
  if (!Buffer.isBuffer(bytes)) return null;
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  // With several requests in one packet, this may be the head of another one.
  const isOwn = head.startsWith(`${method} ${url} HTTP/1.`) || !head.includes('HTTP/1.');
  return isOwn ? bytes.subarray(end + HEAD_END.length) : null;
}
