import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

const HEAD_BYTES = 4_096;

/** Types that go by several names, and the one that the limits use. */
const ALIASES: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/opus': 'audio/ogg',
  'video/ogg': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'video/x-m4v': 'video/mp4',
  'image/apng': 'image/png',
};

/** The root element of an XML document, behind declarations, comments and a document type. */
const SVG_ROOT =
  /^\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>\s*)*<(?:[\w-]+:)?svg[\s>/]/i;

/** Text has none of these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/**
 * The content type of a file by its bytes alone, in small letters and without parameters; `application/octet-stream` when
 * they say nothing. A polyglot is of the type that its first bytes have.
 */
export async function sniffType(path: string): Promise<string> {
  const detected = await fileTypeFromFile(path);
  const mime = detected?.mime.split(';')[0]?.toLowerCase();
  // XML and HTML are text for us, unless they are a picture.
  if (mime !== undefined && mime !== 'application/xml') return ALIASES[mime] ?? mime;
  if (SVG_ROOT.test(await readHead(path))) return 'image/svg+xml';
  return (await isText(path)) ? 'text/plain' : 'application/octet-stream';
}

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
  } finally {
    await file.close();
  }
}

async function isText(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) {
      if (CONTROL.test(decoder.decode(chunk, { stream: true }))) return false;
    }
    return !CONTROL.test(decoder.decode());
  } catch {
    return false;
  }
}
