import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Pool } from 'undici';
import { accounts } from '../gateway/fixtures/accounts.ts';
import { openSocket, post, type RawSocket } from '../gateway/fixtures/clients.ts';
import { composeFixtures, type FixtureSubgraph } from '../gateway/fixtures/open-fixture.ts';
import { products } from '../gateway/fixtures/products.ts';
import { createReviewLog } from '../gateway/fixtures/review-log.ts';
import { reviews } from '../gateway/fixtures/reviews.ts';
import { type PlainSubgraph, servePlain } from '../gateway/fixtures/serve-plain.ts';
import { type Command, createCommands } from './command.ts';
import { eventually } from './eventually.ts';

const SWAPS = 12;
const REQUESTS = 4_000;
const WORKERS = 8;
/** One event for so many requests. */
const REQUESTS_PER_EVENT = 40;

const QUERY = '{ topReviews { body author { name } product { name } } }';
const REMOVED = '{ users { phone } }';
const SUBSCRIPTION = 'subscription { reviewAdded(after: "0") { cursor review { author { name } } } }';
const PHONE = 'phone: String @policy(policies: [["phone"]])';
const withoutPhone: FixtureSubgraph = { ...accounts, typeDefs: accounts.typeDefs.replace(PHONE, '') };

const commands = createCommands();
const file = join(commands.dataDir, 'supergraph.graphql');
const log = createReviewLog();
const served: PlainSubgraph[] = [];
let command: Command;
let url: string;
/** Supergraphs that can be served, by what is special about them. */
let versions: Record<'first' | 'moved' | 'withoutField', string>;

/** In one go, as a deployment should; or where it stands, as an editor may. */
function write(text: string, inPlace: boolean): void {
  writeFileSync(inPlace ? file : `${file}.new`, text);
  if (!inPlace) renameSync(`${file}.new`, file);
}

beforeAll(async () => {
  for (const fixture of [accounts, products, reviews, reviews]) served.push(await servePlain(fixture, { log }));
  const [accountsUrl = '', productsUrl = '', firstUrl = '', secondUrl = ''] = served.map((subgraph) => subgraph.url);
  const compose = (first: FixtureSubgraph, reviewsUrl: string): string =>
    composeFixtures([first, products, reviews], { accounts: accountsUrl, products: productsUrl, reviews: reviewsUrl });
  versions = {
    first: compose(accounts, firstUrl),
    moved: compose(accounts, secondUrl),
    withoutField: compose(withoutPhone, secondUrl),
  };
  write(versions.first, false);
  const environment = { SUPERGRAPH_FILE: file, AUTH: 'off', LIMITS: 'off', PORT: '0', LOG_LEVEL: 'info' };
  command = commands.run('serve', ['gateway'], environment);
  url = await command.readyUrl('gateway');
});
afterAll(async () => {
  await commands.close();
  await Promise.all(served.map((subgraph) => subgraph.close()));
});

/** Sends queries until it is stopped, and counts the responses that are wrong. */
function openLoad() {
  const pool = new Pool(url, { connections: WORKERS });
  const load = { responses: 0, failures: [] as string[], isOver: false };
  async function work(): Promise<void> {
    while (!load.isOver) {
      const { statusCode, body } = await pool.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
      });
      const text = await body.text();
      load.responses += 1;
      if (statusCode !== 200 || text.includes('"errors"') || !text.includes('Sturdy')) load.failures.push(text);
      if (load.responses % REQUESTS_PER_EVENT === 0) log.add('r1');
    }
  }
  const workers = Array.from({ length: WORKERS }, () => work().catch((error) => load.failures.push(String(error))));
  return {
    load,
    async stop() {
      load.isOver = true;
      await Promise.all(workers);
      await pool.close();
    },
  };
}

/** What a client received: the cursors in order. Anything but an event ends the list with itself. */
function hear(socket: RawSocket): string[] {
  const received: string[] = [];
  socket.webSocket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    received.push(type === 'next' ? (payload.data?.reviewAdded?.cursor ?? JSON.stringify(payload)) : String(data));
  });
  void socket.closed.then((code) => received.push(`closed ${code}`));
  return received;
}

async function hearOverHttp(accept: string, signal: AbortSignal): Promise<string[]> {
  const received: string[] = [];
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: SUBSCRIPTION }),
    signal,
  });
  void (async () => {
    let rest = '';
    for await (const chunk of response.body ?? []) {
      rest += Buffer.from(chunk).toString();
      for (const [, cursor = ''] of rest.matchAll(/"cursor":"(\d+)"/g)) received.push(cursor);
      rest = rest.slice(rest.lastIndexOf('}') + 1);
    }
    received.push('ended');
  })().catch(() => undefined);
  return received;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
const serve = async (name: keyof typeof versions, inPlace = false): Promise<void> => {
  write(versions[name], inPlace);
  await eventually(async () => (await servedNow()) === hashOf(versions[name]), `the supergraph "${name}" to be served`);
};
const servedNow = async (): Promise<string> => {
  const { supergraph }: { supergraph: string } = JSON.parse(await (await fetch(`${url}/readyz`)).text());
  return supergraph;
};
const refusals = () => command.stdout().filter((line) => line.includes('the one before stays')).length;

test('no request fails and no stream ends while the supergraph is swapped again and again', async () => {
  const abort = new AbortController();
  const sockets = await Promise.all([1, 2, 3].map(() => openSocket(url, { init: {} })));
  const received = sockets.map(hear);
  for (const socket of sockets) socket.send({ type: 'subscribe', id: '1', payload: { query: SUBSCRIPTION } });
  received.push(await hearOverHttp('text/event-stream', abort.signal));
  received.push(await hearOverHttp('multipart/mixed;subscriptionSpec=1.0, application/json', abort.signal));
  const { load, stop } = openLoad();
  try {
    const order = ['moved', 'withoutField', 'first'] as const;
    for (let swap = 0; swap < SWAPS || load.responses < REQUESTS; swap += 1) {
      const name = order[swap % order.length] ?? 'first';
      const [before, refused] = [await servedNow(), refusals()];
      if (swap % 4 === 3) {
        write('type Query { nothing: Int }', swap % 8 === 3);
        await eventually(() => refusals() > refused, 'the invalid file to be refused');
        expect(await servedNow()).toBe(before);
      }
      await serve(name, swap % 2 === 0);
      const accept = 'application/graphql-response+json';
      expect((await post(url, { query: REMOVED }, { accept })).status).toBe(name === 'withoutField' ? 400 : 200);
    }
  } finally {
    await stop();
  }
  expect(load.failures).toEqual([]);
  const expected = Array.from({ length: Number(log.head()) }, (_, at) => String(at + 1));
  await eventually(() => received.every(({ length }) => length >= expected.length), 'every event to arrive').catch(
    () => undefined,
  );
  for (const cursors of received) expect(cursors).toEqual(expected);
  expect(load.responses).toBeGreaterThanOrEqual(REQUESTS);

  const [first] = sockets;
  first?.send({ type: 'ping' });
  for (const { webSocket } of sockets) {
    expect(webSocket.readyState).toBe(webSocket.OPEN);
    webSocket.close();
    await once(webSocket, 'close');
  }
  abort.abort();
});

test('the addresses that no supergraph names any more are let go of', async () => {
  const [, , first, second] = served;
  for (const name of ['first', 'moved'] as const) {
    await serve(name);
    expect((await post(url, { query: QUERY })).status).toBe(200);
  }
  await eventually(async () => (await first?.connections()) === 0, 'the pool to be closed');
  expect((await post(url, { query: QUERY })).status).toBe(200);
  expect(await second?.connections()).toBeGreaterThan(0);
});
