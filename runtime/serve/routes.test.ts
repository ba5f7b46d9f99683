import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSigner, rulesFor } from '../../gateway/fixtures/tokens.ts';
import { createAuthenticate } from '../../gateway/identity/authenticate.ts';
import type { Gateway } from '../../gateway/index.ts';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import { fault } from '../executor/faults.ts';
import type { Route } from '../executor/route.ts';
import { entityTag } from '../http/conditional-request.ts';
import { readBody } from '../http/read-body.ts';
import { respondWithBytes } from '../http/respond-with-bytes.ts';

const CHUNK_BYTES = 65_536;
const CONTENT = Buffer.from('0123456789');
const IDLE_MS = 200;

/** What the domain has seen, for tests to look at. */
const seen = { read: 0, written: 0, stored: 0, ended: [] as string[], running: 0 };
/** Resolves when a test lets the routes that wait for it go on. */
let gate = Promise.withResolvers<void>();

type FilesContext = Record<string, never>;
type FilesRoute = Route<FilesContext>;

const bytes: FilesRoute = {
  method: 'GET',
  path: '/files/:id',
  cors: { anyOrigin: true, exposedHeaders: ['content-range', 'etag'] },
  handle: async (request) =>
    (await respondWithBytes(
      request,
      {
        byteSize: CONTENT.length,
        etag: entityTag(request.params['id'] ?? ''),
        lastModified: null,
        read: async ({ first, last }) => Readable.from([CONTENT.subarray(first, last + 1)]),
      },
      { 'content-type': 'text/plain' },
    )) ?? new Response(null, { status: 404 }),
};

const upload: FilesRoute = {
  method: 'PUT',
  path: '/files/:id',
  maxBodyBytes: 64 * 1_024 * 1_024,
  idleMs: IDLE_MS,
  async handle({ body, signal }) {
    const hash = createHash('sha256');
    signal.addEventListener('abort', () => seen.ended.push('upload'), { once: true });
    for await (const part of body ?? []) {
      hash.update(part);
      seen.read += part.length;
    }
    seen.stored += 1;
    return new Response(hash.digest('hex'), { status: 201 });
  },
};

/** Reads nothing before the test lets it. */
const lateUpload: FilesRoute = {
  ...upload,
  method: 'POST',
  path: '/files/late',
  idleMs: 60_000,
  async handle(request, context) {
    seen.running += 1;
    await gate.promise;
    return await upload.handle(request, context);
  },
};

const limited: FilesRoute = {
  method: 'PATCH',
  path: '/files/:id',
  maxBodyBytes: 1_000,
  async handle(request) {
    const body = await readBody(request);
    seen.stored += 1;
    return new Response(null, { status: 204, headers: { 'upload-offset': String(body.length) } });
  },
};

/** Without an end. */
const endless: FilesRoute = {
  method: 'GET',
  path: '/files/endless',
  idleMs: 60_000,
  async handle() {
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          seen.written += CHUNK_BYTES;
          controller.enqueue(new Uint8Array(CHUNK_BYTES));
        },
        cancel() {
          seen.ended.push('download');
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body);
  },
};

/** The same, from a stream of Node. */
const endlessStream: FilesRoute = {
  method: 'GET',
  path: '/files/endless-stream',
  idleMs: 60_000,
  async handle({ signal }) {
    const stream = new Readable({
      signal,
      read() {
        seen.written += CHUNK_BYTES;
        this.push(Buffer.alloc(CHUNK_BYTES));
      },
    });
    stream.once('close', () => seen.ended.push('download'));
    return { status: 200, headers: new Headers(), stream };
  },
};

const waiting: FilesRoute = {
  method: 'GET',
  path: '/files/waiting',
  idleMs: 60_000,
  async handle({ signal }) {
    seen.running += 1;
    signal.addEventListener('abort', () => seen.ended.push('wait'), { once: true });
    await gate.promise;
    return new Response('done');
  },
};

const never: FilesRoute = {
  method: 'GET',
  path: '/files/never',
  idleMs: IDLE_MS,
  handle: () => new Promise(() => undefined),
};

const options: FilesRoute = {
  method: 'OPTIONS',
  path: '/files/:id',
  handle: async () => new Response(null, { status: 204, headers: { 'tus-version': '1.0.0' } }),
};

const failing: FilesRoute = {
  method: 'DELETE',
  path: '/files/:id',
  async handle({ params }) {
    if (params['id'] === 'absent') throw fault('NOT_FOUND', 'There is no such file.');
    throw new Error('password=hunter2');
  },
};

const files: ToyDomain<FilesContext> = {
  name: 'files',
  contract: 'type Query { files: [String!]! }',
  resolvers: { Query: { files: () => [] } },
  routes: [bytes, upload, lateUpload, limited, endless, endlessStream, waiting, never, options, failing],
  open: () => ({ createContext: () => ({}) }),
};

beforeEach(() => {
  Object.assign(seen, { read: 0, written: 0, stored: 0, ended: [], running: 0 });
  gate = Promise.withResolvers();
});

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('routes of a domain, $form', ({ served }) => {
  let world: ToyWorld;
  let running: ToyProcess;
  let gateway: Gateway;
  beforeAll(async () => {
    world = await openToyWorld({ served });
    running = await world.open(files);
    gateway = await running.gateway();
  });
  afterAll(() => world.close());

  const send = (method: string, path: string, init: RequestInit = {}, to = gateway) =>
    fetch(`${to.url}${path}`, { method, ...init });
  /** A request whose body the test writes as it likes. */
  const open = (method: string, path: string): ClientRequest =>
    openRequest(`${gateway.url}${path}`, { method, agent: false }).on('error', () => undefined);
  const responseTo = async (request: ClientRequest): Promise<IncomingMessage> => (await once(request, 'response'))[0];

  test('the path of a literal goes before that of a parameter', async () => {
    gate.resolve();
    expect(await (await send('GET', '/files/waiting')).text()).toBe('done');
    expect(await (await send('GET', '/files/other')).text()).toBe('0123456789');
  });

  test('bytes are sent whole, in part, and not at all where the client has them', async () => {
    const whole = await send('GET', '/files/a');
    const etag = whole.headers.get('etag') ?? '';
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '10', '0123456789']);
    const part = await send('GET', '/files/a', { headers: { range: 'bytes=-3' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 7-9/10', '789']);
    const behind = await send('GET', '/files/a', { headers: { range: 'bytes=10-' } });
    expect([behind.status, behind.headers.get('content-range'), await behind.text()]).toEqual([416, 'bytes */10', '']);
    const current = await send('GET', '/files/a', { headers: { 'if-none-match': etag } });
    expect([current.status, current.headers.get('etag'), await current.text()]).toEqual([304, etag, '']);
    const head = await send('HEAD', '/files/a');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });

  test('OPTIONS that is no preflight is for the route', async () => {
    const { status, headers } = await send('OPTIONS', '/files/a');
    expect([status, headers.get('tus-version')]).toEqual([204, '1.0.0']);
  });

  test('pages of any origin may read what a route opens to them, with the headers that it names, and nothing else', async () => {
    const headers = { origin: 'https://anywhere.example', 'access-control-request-method': 'GET' };
    const preflight = await send('OPTIONS', '/files/a', { headers });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, headers.origin]);
    const response = await send('GET', '/files/a', { headers: { origin: headers.origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(headers.origin);
    expect(response.headers.get('access-control-expose-headers')).toMatch(/, content-range, etag$/);
    const other = { origin: headers.origin, 'access-control-request-method': 'PUT' };
    expect((await send('OPTIONS', '/files/a', { headers: other })).status).toBe(403);
    gate.resolve();
    const closed = await send('GET', '/files/waiting', { headers: { origin: headers.origin } });
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a long body arrives as it was sent', async () => {
    const content = Buffer.alloc(20 * 1_024 * 1_024, 'abcdefg');
    const response = await send('PUT', '/files/a', { body: content });
    expect([response.status, await response.text()]).toEqual([201, createHash('sha256').update(content).digest('hex')]);
    expect(seen.read).toBe(content.length);
  });

  test('a body that is not read is not taken from the client', async () => {
    const request = open('POST', '/files/late');
    let sent = 0;
    const total = 40 * 1_024 * 1_024;
    const write = (): void => {
      while (sent < total) {
        sent += CHUNK_BYTES;
        if (!request.write(Buffer.alloc(CHUNK_BYTES))) return;
      }
      request.end();
    };
    request.on('drain', write);
    write();
    await eventually(() => seen.running === 1, 'the route to run');
    let before = -1;
    await eventually(() => {
      const isStill = before === sent;
      before = sent;
      return isStill;
    }, 'the client to be held up');
    expect(sent).toBeLessThan(total);
    gate.resolve();
    expect((await responseTo(request)).statusCode).toBe(201);
    expect(seen.read).toBe(total);
  });

  test.each(['endless', 'endless-stream'])(
    'a response that is not read is not made, and ends with its client: %s',
    async (path) => {
      const request = open('GET', `/files/${path}`).end();
      const response = await responseTo(request);
      let before = -1;
      await eventually(() => {
        const isStill = before === seen.written;
        before = seen.written;
        return isStill;
      }, 'the domain to be held up');
      expect(seen.written).toBeLessThan(40 * 1_024 * 1_024);
      response.destroy();
      await eventually(() => seen.ended.includes('download'), 'the response to be cancelled');
    },
  );

  test.each([
    ['announced', () => Buffer.alloc(1_001)],
    ['in chunks', () => new Blob([new Uint8Array(600), new Uint8Array(600)]).stream()],
  ])('a body that is too long, %s, gets 413 and has no effect', async (_, body) => {
    const init = { body: body(), duplex: 'half' } as RequestInit;
    const response = await send('PATCH', '/files/a', init);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    expect(seen.stored).toBe(0);
    expect((await send('PATCH', '/files/a', { body: Buffer.alloc(1_000) })).headers.get('upload-offset')).toBe('1000');
  });

  test('a client that stops sending gets 408', async () => {
    const request = open('PUT', '/files/a');
    request.write('part');
    expect((await responseTo(request)).statusCode).toBe(408);
    await eventually(() => seen.ended.includes('upload'), 'the signal to abort');
    expect(seen.stored).toBe(0);
    request.destroy();
  });

  test('a route that does nothing gets 503', async () => {
    const response = await send('GET', '/files/never');
    expect([response.status, await response.json()]).toEqual([
      503,
      { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAVAILABLE' }) })] },
    ]);
  });

  test('a client that goes away aborts the signal of its request', async () => {
    const request = open('GET', '/files/waiting').end();
    await eventually(() => seen.running === 1, 'the route to run');
    request.destroy();
    await eventually(() => seen.ended.includes('wait'), 'the signal to abort');
    gate.resolve();
  });

  test('a half of a body is no body', async () => {
    const request = open('PUT', '/files/a');
    request.write(Buffer.alloc(CHUNK_BYTES));
    await eventually(() => seen.read === CHUNK_BYTES, 'the first half to arrive');
    request.destroy();
    await eventually(() => seen.ended.includes('upload'), 'the signal to abort');
    expect(seen.stored).toBe(0);
  });

  test('a fault is a response with its status; anything else says nothing of itself', async () => {
    const absent = await send('DELETE', '/files/absent');
    expect([absent.status, await absent.json()]).toEqual([
      404,
      { errors: [{ message: 'There is no such file.', extensions: { code: 'NOT_FOUND' } }] },
    ]);
    const failed = await send('DELETE', '/files/other');
    expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('hunter2')]);
  });

  test('requests pass the load gate, which a slow client does not fill', async () => {
    const narrow = await running.gateway({ bounds: { requestsInFlight: 1 } });
    const slow = openRequest(`${narrow.url}/files/late`, { method: 'POST', agent: false }).on('error', () => undefined);
    slow.write('a');
    await eventually(() => seen.running === 1, 'the upload to run');
    gate.resolve();
    await eventually(() => seen.read === 1, 'the upload to wait for its client');
    expect((await send('GET', '/files/a', {}, narrow)).status).toBe(200);
    gate = Promise.withResolvers();

    const first = send('GET', '/files/waiting', {}, narrow);
    await eventually(() => seen.running === 2, 'the first to run');
    const refused = await send('GET', '/files/a', {}, narrow);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await (await fetch(`${narrow.url}/graphql?query={__typename}`)).json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAVAILABLE' } }],
    });
    gate.resolve();
    expect((await first).status).toBe(200);
    expect((await send('GET', '/files/a', {}, narrow)).status).toBe(200);
    slow.destroy();
  });

  test('requests count with operations in the rate of their person', async () => {
    const signer = createSigner('k1', 1_900_000_000);
    const authenticate = createAuthenticate(rulesFor(signer, () => new Date(1_900_000_000_000)));
    const counting = await running.gateway({ authenticate, bounds: { operationsPerMinute: 2 } });
    const headers = { authorization: `Bearer ${signer.sign()}` };
    expect((await send('GET', '/files/a', { headers }, counting)).status).toBe(200);
    const operation = `${counting.url}/graphql?query={__typename}`;
    expect((await fetch(operation, { headers: { ...headers, 'apollo-require-preflight': '1' } })).status).toBe(200);
    const refused = await send('GET', '/files/a', { headers }, counting);
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await send('GET', '/files/a', {}, counting)).status).toBe(200);
  });

  test('requests count as open streams of their client until the response has ended', async () => {
    const narrow = await running.gateway({ bounds: { streamsPerAddress: 1 } });
    const first = openRequest(`${narrow.url}/files/endless`, { agent: false })
      .on('error', () => undefined)
      .end();
    const response = await responseTo(first);
    expect((await send('GET', '/files/a', {}, narrow)).status).toBe(429);
    response.destroy();
    await eventually(async () => (await send('GET', '/files/a', {}, narrow)).status === 200, 'the stream to end');
  });
});
