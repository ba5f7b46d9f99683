import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import type { Process } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import { openSubgraphs, proxyRoute } from './open-subgraphs.ts';

const log = pino({ level: 'silent' });
const entries = [{ name: 'chat', routingUrl: 'http://chat.invalid/', schemaFile: 'subgraphs/chat/schema.graphql' }];
// Nothing of a process is reached before the names are checked.
const nothing = {} as Process;

test('an unknown name in EMBED is one clear line', async () => {
  const configuration = loadConfiguration('serve', {});
  const opening = openSubgraphs({
    entries,
    embed: ['chat', 'chess'],
    process: nothing,
    urlOf: () => '',
    log,
    configuration,
  });
  await expect(opening).rejects.toThrow('EMBED: no subgraph is named chess; supergraph.yaml lists chat');
});

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
  const handle = proxyRoute(
    () => base,
    ({ viewerId }) => `signed:${viewerId}`,
  );
  const request = {
    method: 'PUT',
    url: new URL('http://gateway/media/m1?a=1'),
    params: {},
    headers: new Headers({ 'x-a': 'b', host: 'gateway' }),
    body: new Blob(['bytes']).stream(),
  };
  const response = await handle(request, ANONYMOUS, 'request-0003');
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
  const empty = await handle({ ...request, method: 'GET', body: null }, ANONYMOUS, 'request-0004');
  expect([empty.status, empty.body]).toEqual([304, null]);
  await close();
});

test('a served route whose process is away is a retryable fault', async () => {
  const { base, close } = await upstream();
  await close();
  const request = { method: 'GET', url: new URL('http://gateway/x'), params: {}, headers: new Headers(), body: null };
  await expect(
    proxyRoute(
      () => base,
      () => 't',
    )(request, ANONYMOUS, 'request-0005'),
  ).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE', retryable: true } });
});
