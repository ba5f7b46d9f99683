import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boundConnections } from '../../../runtime/serve/server-bounds.ts';
import { ada, openSmallSubgraph, serveSmall, tokenOf } from '../../../tests/served-world.ts';
import { accounts } from '../../fixtures/accounts.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';

/** What listens to hostile clients: the gateway, and each subgraph that is a process of its own. */
const SERVERS = {
  gateway: () =>
    openFixtureGateway({
      supergraphSdl: composeFixtures([accounts]),
      subgraphs: openFixtures([accounts]).subgraphs,
      times: { headersMs: 300, bodyMs: 60_000 },
    }),
  subgraph: () => serveSmall(openSmallSubgraph().open, { headersMs: 300 }),
} as const;

/** A connection, all that came back on it, and its end. */
function open(port: number, first = ''): { socket: Socket; ended: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  if (first !== '') socket.write(first);
  return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(text))) };
}

const statusIn = (response: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1]);

/** A subgraph answers at once who is no gateway, whatever they send. */
const HEAD = `Host: x\r\nAuthorization: Bearer ${tokenOf(ada)}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;

describe.each(['gateway', 'subgraph'] as const)('a %s', (name) => {
  let server: { readonly url: string; close(): Promise<void> };
  let port: number;
  const path = name === 'gateway' ? '/graphql' : '/';
  const head = `POST ${path} HTTP/1.1\r\n${HEAD}`;
  beforeAll(async () => {
    server = await SERVERS[name]();
    port = Number(new URL(server.url).port);
  });
  afterAll(() => server.close());

  const isAlive = async (): Promise<boolean> => (await fetch(new URL('/healthz', server.url))).ok;

  test('closes 300 connections whose heads never end, and answers others meanwhile', async () => {
    const heads = ['', 'GET', 'GET /graphql HTTP/1.1\r\nHost: x\r\nX-A: '];
    const all = Array.from({ length: 300 }, (_, n) => open(port, heads[n % heads.length]));
    expect(await isAlive()).toBe(true);
    const responses = await Promise.all(all.map(({ ended }) => ended));
    for (const response of responses) expect(['', 'HTTP/1.1 408']).toContain(response.slice(0, 12));
  });

  test.each<[string, readonly string[]]>([
    ['at once', [`${head}ffffffffffffff\r\nabc`]],
    ['after its head', [head, 'ffffffffffffff\r\n']],
    ['as a second one', [`${head}1\r\n{\r\n`, 'FFFFFFFFFFFF;x=1\r\n']],
    ['longer than any number', [`${head}${'f'.repeat(40)}\r\n`]],
  ])('refuses a chunk of absurd length %s', async (_, pieces) => {
    const { socket, ended } = open(port);
    for (const piece of pieces) {
      socket.write(piece);
      // Another packet: the next piece leaves when this one has been read.
      await new Promise<void>((resolve) => void fetch(new URL('/healthz', server.url)).then(() => resolve()));
    }
    expect([400, 413]).toContain(statusIn(await ended));
    expect(await isAlive()).toBe(true);
  });

  test('reads a body in chunks, and the next request of its connection', async () => {
    const body = '{"query":"{ __typename }"}';
    const request = `${head}5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`;
    const { ended } = open(port, `${request}${request}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const statuses = [...(await ended).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    expect(statuses).toEqual([200, 200, 200]);
  });
});

test('connections beyond the bound are closed at once, and room is made by those that end', async () => {
  const server = createServer((_request, response) => void response.end('here'));
  boundConnections(server, 2);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // as: a server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const ask = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
  const connections = [open(port, ask), open(port, ask)];
  for (const { socket } of connections) await once(socket, 'data');

  expect(await open(port, ask).ended).toBe('');

  for (const { socket, ended } of connections) {
    socket.destroy();
    await ended;
  }
  const next = open(port, ask);
  expect(String((await once(next.socket, 'data'))[0])).toContain('200 OK');
  next.socket.destroy();
  server.close();
});
