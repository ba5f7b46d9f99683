import type { IncomingMessage, ServerResponse } from 'node:http';

const HEXADECIMAL = 16;
const [LINE_FEED, HEAD_END] = [0x0a, Buffer.from('\r\n\r\n')];

/** Reads the next bytes of a chunked body; true: a chunk is longer than it may be. */
export type ChunkScanner = (bytes: Buffer) => boolean;

/** Follows the lengths of the chunks of one body (RFC 9112, section 7.1), wherever its bytes are cut in two. */
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
      // With the line end behind it.
      else [expects, left] = ['data', size + 2];
      if (size > maxBytes) return true;
    }
    return false;
  };
}

/**
 * Answers a request with 413 as soon as it announces a chunk of more than `maxBytes`, and closes its connection. Node
 * itself takes any length and waits for what will never come. To be called where the request is first heard of.
 */
export function refuseLongChunks(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  const { socket } = request;
  const first = bytesAfterHead(request);
  // Where the body begins is not known, so neither is where its chunks do: such a body can only take too long.
  if (first === null) return;
  const scan = createChunkScanner(maxBytes);
  const onData = (bytes: Buffer): void => {
    if (!scan(bytes)) return;
    stop();
    if (!response.headersSent) response.writeHead(413, { connection: 'close' }).end();
    request.destroy();
  };
  const stop = (): void => void socket.off('data', onData);
  // A listener on a socket keeps its data from going from the system straight to the parser: only while it is needed.
  socket.on('data', onData);
  request.once('end', stop).once('close', stop);
  onData(first);
}

/**
 * What has come of a body together with its head; null when that cannot be told. Node hands a request on while it parses
 * those bytes, and no documented way leads to them.
 */
function bytesAfterHead({ method, url, socket }: IncomingMessage): Buffer | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  const read: unknown = typeof parser === 'object' && parser !== null ? Reflect.get(parser, 'getCurrentBuffer') : null;
  const bytes: unknown = typeof read === 'function' ? read.call(parser) : null;
  if (!Buffer.isBuffer(bytes)) return null;
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  // Of several requests in one packet this may be another one's head.
  const isOwn = head.startsWith(`${method} ${url} HTTP/1.`) || !head.includes('HTTP/1.');
  return isOwn ? bytes.subarray(end + HEAD_END.length) : null;
}
