import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSocket, operate, post } from '../gateway/fixtures/clients.ts';
import { countingSubgraphs } from '../gateway/fixtures/foreign/counting.ts';
import { type ForeignSupergraph, serveForeign } from '../gateway/fixtures/foreign/open-foreign.ts';
import { readOutput } from './process-output.ts';

let foreign: ForeignSupergraph;
let folder: string;
let url: string;
let stop: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  foreign = await serveForeign(countingSubgraphs().subgraphs);
  folder = mkdtempSync(join(tmpdir(), 'standalone-'));
  writeFileSync(join(folder, 'supergraph.graphql'), foreign.sdl);
  const { PATH = '' } = process.env;
  // As somebody would who has nothing but the two files: no database, no Redis, no secrets.
  const child = spawn(process.execPath, ['scripts/serve.ts', 'gateway'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
      PORT: '0',
      AUTH: 'off',
      LIMITS: 'off',
      DATA_DIR: folder,
      LOG_FORMAT: 'json',
    },
  });
  const exited = once(child, 'exit');
  stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await exited;
  };
  url = await readOutput(child).readyUrl('gateway');
});
afterAll(async () => {
  await stop();
  await foreign?.close();
  rmSync(folder, { recursive: true, force: true });
});

const COUNT = 'subscription { count(to: 2) { name } }';
const EVENTS = [1, 2].map((id) => ({ data: { count: { name: `Number ${id}` } } }));

test('the command serves a supergraph of somebody else over HTTP', async () => {
  const { status, body } = await post(url, { query: '{ item { name } hello(name: "Ada") }' });
  expect([status, body]).toEqual([200, { data: { item: { name: 'Number 1' }, hello: 'Hello Ada' } }]);
});

test('no header of a client reaches its subgraphs', async () => {
  await post(url, { query: '{ hello }' }, { authorization: 'Bearer secret', cookie: 'a=b', 'x-tenant': 'mine' });
  const sent = foreign.served.get('counter')?.headers.at(-1);
  expect(sent).toHaveProperty('x-request-id');
  expect(JSON.stringify(sent)).not.toMatch(/secret|a=b|mine/);
});

test('over a WebSocket', async () => {
  const socket = await openSocket(url, { init: {} });
  const messages = await operate(socket, '1', { query: COUNT });
  expect(messages.map(({ payload }) => payload)).toEqual([...EVENTS, undefined]);
  socket.webSocket.close();
});

test('and as server-sent events', async () => {
  const { text } = await post(url, { query: COUNT }, { accept: 'text/event-stream' });
  expect([...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data))).toEqual(EVENTS);
});
