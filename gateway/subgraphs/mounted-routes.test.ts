import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { RouteDeclaration } from '../../runtime/executor/route.ts';
import { toResponse } from '../../runtime/serve/response-body.ts';
import type { MountedRoute } from '../pipeline/gateway-options.ts';
import { proxyRoutes } from './mounted-routes.ts';

const { signal } = new AbortController();

function proxyTo(
  method: RouteDeclaration['method'],
  base: string,
  callerToken: (caller: Caller) => string,
  filesFolder: string | null = null,
): MountedRoute['handle'] {
  const [route] = proxyRoutes([{ method, path: '/media/:id' }], { urlOf: () => base, callerToken, filesFolder });
  if (route === undefined) throw new Error('there is no route');
  return route.handle;
}

async function upstream() {
  const seen: { url: string | undefined; headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    response
      .writeHead(request.method === 'GET' ? 304 : 201, { 'x-told': 'yes' })
      .end(request.method === 'GET' ? undefined : 'stored');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    base: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

test('a served route is proxied with the signed caller, its query and its body', async () => {
  const { seen, base, close } = await upstream();
  const handle = proxyTo('PUT', base, ({ viewerId }) => `signed:${viewerId}`);
  const request = {
    method: 'PUT',
    url: new URL('http://gateway/media/m1?a=1'),
    params: {},
    headers: new Headers({ 'x-a': 'b', host: 'gateway' }),
    body: new Blob(['bytes']).stream(),
    signal,
  };
  const response = toResponse(await handle(request, ANONYMOUS, 'request-0003'));
  expect([response.status, response.headers.get('x-told'), await response.text()]).toEqual([201, 'yes', 'stored']);
  expect(seen).toEqual([
    {
      url: '/media/m1?a=1',
      body: 'bytes',
      headers: expect.objectContaining({
        authorization: 'Bearer signed:null',
        'x-a': 'b',
        'x-request-id': 'request-0003',
      }),
    },
  ]);
  const empty = toResponse(await handle({ ...request, method: 'GET', body: null }, ANONYMOUS, 'request-0004'));
  expect([empty.status, empty.body]).toEqual([304, null]);
  await close();
});

test('a served route whose process is away is a retryable fault', async () => {
  const { base, close } = await upstream();
  await close();
  const request = {
    method: 'GET',
    url: new URL('http://gateway/x'),
    params: {},
    headers: new Headers(),
    body: null,
    signal,
  };
  await expect(proxyTo('GET', base, () => 't')(request, ANONYMOUS, 'request-0005')).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
});

describe('a file that a served route names', () => {
  let folder: string;
  let files: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'named-files-'));
    files = mkdtempSync(join(folder, 'files-'));
    writeFileSync(join(files, 'whole'), '0123456789');
    writeFileSync(join(folder, 'secret'), 'a secret of the gateway');
    writeFileSync(`${files}.txt`, 'a secret of the gateway');
    symlinkSync(join(folder, 'secret'), join(files, 'link'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a client gets whose domain names these bytes, or sends its own where the gateway does not read files. */
  async function fetchNamed(
    path: string,
    { filesFolder = files, end = 5 }: { filesFolder?: string | null; end?: number } = {},
  ) {
    const acceptances: unknown[] = [];
    const respond = (request: IncomingMessage, response: ServerResponse): void => {
      acceptances.push(request.headers['x-accepts-file']);
      const named = encodeURIComponent(JSON.stringify({ path, start: 2, end }));
      if (request.headers['x-accepts-file'] === undefined) response.writeHead(206).end('sent');
      else response.writeHead(206, { 'x-file': named, 'content-range': 'bytes 2-4/10', 'content-length': 0 }).end();
    };
    const server = createServer(respond);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // as: it listens on a port.
    const { port } = server.address() as AddressInfo;
    const handle = proxyTo('GET', `http://127.0.0.1:${port}`, () => 't', filesFolder);
    const headers = new Headers({ 'x-accepts-file': '1' });
    const request = { method: 'GET', url: new URL('http://gateway/media/m1'), params: {}, headers, body: null, signal };
    const response = toResponse(await handle(request, ANONYMOUS, 'request-0006'));
    const seen = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
    server.close().closeAllConnections();
    return { ...seen, acceptances };
  }

  test('is read by the gateway, and nobody learns where it is', async () => {
    expect(await fetchNamed(join(files, 'whole'))).toEqual({
      status: 206,
      headers: { date: expect.any(String), 'content-range': 'bytes 2-4/10', 'content-length': '3' },
      text: '234',
      acceptances: ['1'],
    });
  });

  test.each([
    ['beside the folder', () => join(folder, 'secret')],
    ['beside a folder of a longer name', () => `${files}.txt`],
    ['above the folder', () => join(files, '..', 'secret')],
    ['behind a link that leads outside', () => join(files, 'link')],
    ['on the disk of another machine', () => join(files, 'absent')],
    ['a folder', () => files],
  ])('is not read %s: the domain sends the bytes', async (_, path) => {
    expect(await fetchNamed(path())).toMatchObject({ status: 206, text: 'sent', acceptances: ['1', undefined] });
  });

  test('is not read when it is shorter than was named', async () => {
    expect(await fetchNamed(join(files, 'whole'), { end: 11 })).toMatchObject({ text: 'sent' });
  });

  test('is not asked for where the domain keeps none, whatever the client says', async () => {
    expect(await fetchNamed(join(files, 'whole'), { filesFolder: null })).toMatchObject({
      text: 'sent',
      acceptances: [undefined],
    });
  });
});
