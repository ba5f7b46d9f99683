import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';

type FormUpload = NonNullable<ReturnType<MediaContext['readForm']>>;
type FormFile = Parameters<Parameters<FormUpload['read']>[0]>[0];

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 10_000;

/** Reads forms as they arrive: the file goes on as fast as it is stored, and no faster. */
export function createFormReader(): (request: RouteRequest) => FormUpload | null {
  return ({ headers, body }) => {
    const contentType = headers.get('content-type') ?? '';
    if (body === null || !/^multipart\/form-data\s*;/i.test(contentType)) return null;
    const length = headers.get('content-length');
    const fields = new Map<string, string>();
    return {
      fields,
      contentLength: length === null ? null : Number(length),
      async read(onFile) {
        // as: the web streams of Node's types and of the language's own library are the same object.
        const source = Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
        await readForm(source, contentType, fields, onFile);
      },
    };
  };
}

async function readForm(
  source: Readable,
  contentType: string,
  fields: Map<string, string>,
  onFile: (file: FormFile) => Promise<void>,
): Promise<void> {
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    limits: { files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
  const stop = new AbortController();
  let handled: Promise<void> = Promise.resolve();
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream, fileName, _encoding, type) => {
    // A form that is cut off ends its file with an error, which is then that of the form too.
    stream.on('error', () => undefined);
    if (name !== 'file') {
      stream.resume();
      return;
    }
    handled = onFile({ fileName, contentType: type, body: stream }).catch((error: unknown) => {
      stop.abort(error);
      throw error;
    });
    handled.then(
      () => stream.resume(),
      () => stream.resume(),
    );
  });
  try {
    await pipeline(source, parser, { signal: stop.signal });
  } catch (error) {
    // What the file failed with says more than that the form was left.
    if (stop.signal.aborted) await handled;
    throw error;
  }
  await handled;
}
