import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { qualityWeight } from './quality-weight.ts';

/** The content codings that are supported. */
export type Encoding = 'br' | 'gzip';

/** Shorter responses hardly become smaller, and compression delays them. */
const MIN_BYTES = 1_024;
/** A shorter text is sent in one write with the headers; copying it would cost more than it saves. */
const MIN_BUFFER_LENGTH = 16_384;
/** At this quality brotli compresses 404 KB of introspection to 26 KB in 6 ms; at its default, 11, it takes 600 ms. */
const BROTLI_QUALITY = 4;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Compresses in the thread pool, not on the event loop. */
export const compress = (bytes: Buffer, encoding: Encoding): Promise<Buffer> =>
  encoding === 'gzip'
    ? compressGzip(bytes)
    : compressBrotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      });

/**
 * The content coding that an `Accept-Encoding` header prefers (RFC 9110, section 12.5.3); null: none. Brotli when both have
 * the same weight.
 */
export function encodingFor(header: string | undefined): Encoding | null {
  if (header === undefined) return null;
  const weights = new Map(header.split(',').map(weightedCoding));
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [brotli, zipped] = [weightOf('br'), Math.max(weightOf('gzip'), weights.get('x-gzip') ?? 0)];
  const best = Math.max(brotli, zipped);
  if (best === 0 || best < (weights.get('identity') ?? 0)) return null;
  return brotli === best ? 'br' : 'gzip';
}

/** Adds request headers that the response depends on to its `Vary` header. */
export function addVary(reply: FastifyReply, ...names: readonly string[]): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? names.join(', ') : [given, ...names].join(', '));
}

/** Sends a text; with `mayCompress`, compressed when the client accepts it and the text is long enough. */
export function sendText(
  reply: FastifyReply,
  text: string,
  mayCompress: boolean,
): FastifyReply | Promise<FastifyReply> {
  if (!mayCompress) return reply.send(bytesOf(text));
  // Also for a short response: the next one at the same URL may be long.
  addVary(reply, 'accept-encoding');
  const encoding = text.length < MIN_BYTES ? null : encodingFor(reply.request.headers['accept-encoding']);
  return encoding === null ? reply.send(bytesOf(text)) : sendCompressed(reply, text, encoding);
}

async function sendCompressed(reply: FastifyReply, text: string, encoding: Encoding): Promise<FastifyReply> {
  const bytes = await compress(Buffer.from(text), encoding);
  return reply.header('content-encoding', encoding).send(bytes);
}

/** A long text that is all ASCII is copied faster as Latin-1 than encoded as UTF-8. */
function bytesOf(text: string): string | Buffer {
  if (text.length < MIN_BUFFER_LENGTH) return text;
  return Buffer.from(text, Buffer.byteLength(text) === text.length ? 'latin1' : 'utf8');
}

function weightedCoding(part: string): [string, number] {
  const [coding = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const weight = parameters.find((each) => /^q\s*=/.test(each))?.replace(/^q\s*=\s*/, '');
  return [coding, qualityWeight(weight)];
}
