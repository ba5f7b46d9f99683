import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
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
): MountedRoute['handle'] {
  const [route] = proxyRoutes([{ method, path: '/media/:id' }], { urlOf: () => base, callerToken });
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
