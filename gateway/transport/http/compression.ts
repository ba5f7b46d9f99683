import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { qualityWeight } from './quality-weight.ts';

/** How a body can be compressed. */
export type Encoding = 'br' | 'gzip';

/** Below so many bytes a compressed answer is hardly smaller, and later. */
const MIN_BYTES = 1_024;
/** A short text leaves in one write with its head; copying it would cost more than it saves. */
const SHORT_TEXT = 16_384;
/** Of 404 KB of introspection brotli makes 26 KB in 6 ms at this quality; at its default, 11, it takes 600 ms. */
const BROTLI_QUALITY = 4;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Compresses on a thread of its own, not on the event loop. */
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
 * What a client wants to be compressed by, as its `Accept-Encoding` says (RFC 9110, section 12.5.3); null: nothing. Brotli
 * where it likes both alike.
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

/** Notes that an answer depends on another header of its request. */
export function addVary(reply: FastifyReply, ...names: readonly string[]): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? names.join(', ') : [given, ...names].join(', '));
}

/** Sends a text; where `mayCompress`, compressed if its client asks for it and it is long enough. */
export function sendText(
  reply: FastifyReply,
  text: string,
  mayCompress: boolean,
): FastifyReply | Promise<FastifyReply> {
  if (!mayCompress) return reply.send(bytesOf(text));
  // Also of a short answer: one of the same address may be long another time.
  addVary(reply, 'accept-encoding');
  const encoding = text.length < MIN_BYTES ? null : encodingFor(reply.request.headers['accept-encoding']);
  return encoding === null ? reply.send(bytesOf(text)) : sendCompressed(reply, text, encoding);
}

async function sendCompressed(reply: FastifyReply, text: string, encoding: Encoding): Promise<FastifyReply> {
  const bytes = await compress(Buffer.from(text), encoding);
  return reply.header('content-encoding', encoding).send(bytes);
}

/** A long text without other letters than ASCII needs no encoding, and leaves faster so. */
function bytesOf(text: string): string | Buffer {
  if (text.length < SHORT_TEXT) return text;
  return Buffer.from(text, Buffer.byteLength(text) === text.length ? 'latin1' : 'utf8');
}

function weightedCoding(part: string): [string, number] {
  const [coding = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const weight = parameters.find((each) => /^q\s*=/.test(each))?.replace(/^q\s*=\s*/, '');
  return [coding, qualityWeight(weight)];
}
