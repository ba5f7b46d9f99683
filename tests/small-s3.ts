import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server fails: with a status, without a response, or with half of a body. */
export type S3Fault = number | 'silent' | 'cut-off';

/** What of S3 the storage of files uses, in memory, for machines without a server that is real. It checks no signatures. */
export interface SmallS3 {
  readonly url: string;
  /** Requests of this method fail so, until null. */
  fail(method: string, fault: S3Fault | null): void;
  /** Uploads in parts that were neither completed nor aborted. */
  openUploads(): number;
  /** Called when an object is stored, before the response is sent. */
  onStored: (key: string) => void;
  /** Keys of all objects, in their order. */
  keys(): string[];
  /** Requests that have arrived. */
  requests(): number;
  close(): Promise<void>;
}

interface StoredObject {
  readonly bytes: Buffer;
  readonly modifiedAt: Date;
}

/** Starts it on a free port of loopback, with every bucket that is asked for. */
export async function openSmallS3(): Promise<SmallS3> {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const faults = new Map<string, S3Fault>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    respond(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const fault = faults.get(request.method ?? '');
    const body = await bytesOf(request);
    if (fault === 'silent') return;
    if (typeof fault === 'number') return void sendError(response, fault, 'InternalError');
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    const query = url.searchParams;
    switch (request.method) {
      case 'PUT':
        return put(response, key, query, body);
      case 'POST':
        return post(response, bucket, key, query, body);
      case 'DELETE':
        uploads.delete(query.get('uploadId') ?? '');
        return void response.writeHead(204).end();
      default:
        if (query.get('list-type') === '2') return list(response, query);
        return read(request, response, objects.get(key), fault === 'cut-off');
    }
  }

  function put(response: ServerResponse, key: string, query: URLSearchParams, bytes: Buffer): void {
    const parts = uploads.get(query.get('uploadId') ?? '');
    if (parts === undefined) {
      objects.set(key, { bytes, modifiedAt: new Date() });
      control.onStored(key);
    } else parts.set(Number(query.get('partNumber')), bytes);
    response.writeHead(200, { etag: etagOf(bytes) }).end();
  }

  function post(response: ServerResponse, bucket: string, key: string, query: URLSearchParams, body: Buffer): void {
    if (query.has('delete')) {
      for (const [, name = ''] of body.toString().matchAll(/<Key>(.*?)<\/Key>/g)) objects.delete(name);
      return void sendXml(response, '<DeleteResult></DeleteResult>');
    }
    const id = query.get('uploadId') ?? randomUUID();
    const parts = uploads.get(id);
    if (parts === undefined) {
      uploads.set(id, new Map());
      const names = `<Bucket>${bucket}</Bucket><Key>${key}</Key>`;
      return void sendXml(
        response,
        `<InitiateMultipartUploadResult>${names}<UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    uploads.delete(id);
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    objects.set(key, { bytes: Buffer.concat(inOrder), modifiedAt: new Date() });
    sendXml(response, `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const after = query.get('start-after') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
    const contents = keys
      .slice(0, Number(query.get('max-keys')))
      .map(
        (key) =>
          `<Contents><Key>${key}</Key><LastModified>${objects.get(key)?.modifiedAt.toISOString()}</LastModified></Contents>`,
      );
    sendXml(response, `<ListBucketResult>${contents.join('')}</ListBucketResult>`);
  }

  // as: it listens on a port.
  const { port } = server.address() as AddressInfo;
  const control: SmallS3 = {
    onStored: () => undefined,
    keys: () => [...objects.keys()].sort(),
    url: `http://127.0.0.1:${port}`,
    fail: (method, fault) => void (fault === null ? faults.delete(method) : faults.set(method, fault)),
    openUploads: () => uploads.size,
    requests: () => requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return control;
}

function read(
  request: IncomingMessage,
  response: ServerResponse,
  object: StoredObject | undefined,
  isCutOff: boolean,
): void {
  if (object === undefined) return void sendError(response, 404, 'NoSuchKey');
  const { bytes, modifiedAt } = object;
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  if (start > 0 && start >= bytes.length) return void sendError(response, 416, 'InvalidRange');
  const part = bytes.subarray(start, to === undefined ? bytes.length : Number(to) + 1);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-length': part.length,
    'last-modified': modifiedAt.toUTCString(),
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${start + part.length - 1}/${bytes.length}` }),
  });
  if (!isCutOff) return void response.end(request.method === 'HEAD' ? undefined : part);
  response.write(part.subarray(0, part.length / 2), () => response.destroy());
}

/** Without the frames of a signed body in chunks. */
async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const received: Buffer[] = [];
  for await (const chunk of request) received.push(chunk);
  const body = Buffer.concat(received);
  if (!String(request.headers['content-encoding']).includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (size === 0) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

const sendXml = (response: ServerResponse, xml: string, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${xml}`);

const sendError = (response: ServerResponse, status: number, code: string): void =>
  sendXml(response, `<Error><Code>${code}</Code></Error>`, status);
