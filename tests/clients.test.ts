import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gql } from '@apollo/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { openApolloClient } from '../docs/clients/apollo-client.ts';
import { followEvents, openSseClient } from '../docs/clients/graphql-sse.ts';
import { openClient, subscribe } from '../docs/clients/graphql-ws.ts';
import { createNetwork } from '../docs/clients/relay.ts';
import { openUrqlClient } from '../docs/clients/urql.ts';
import { accounts } from '../gateway/fixtures/accounts.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../gateway/fixtures/open-fixture.ts';
import { products } from '../gateway/fixtures/products.ts';
import { createReviewLog } from '../gateway/fixtures/review-log.ts';
import { reviews } from '../gateway/fixtures/reviews.ts';
import type { Gateway } from '../gateway/index.ts';
import { eventually } from './eventually.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';

const FIXTURES = [accounts, products, reviews];
const QUERY =
  'subscription Added($after: String) { reviewAdded(after: $after) { cursor review { body author { name } } } }';
const GREETING = 'query Greeting { echo(text: "hello") }';
/** A silent connection is noticed after twice this. */
const PING_MS = 500;
const PATIENCE_MS = 60_000;

const token = () => 'unused';
const cursorOf = (data: Record<string, unknown>): string =>
  (data as { reviewAdded: { cursor: string } }).reviewAdded.cursor;

const log = createReviewLog();
let gateway: Gateway;
let wire: FaultProxy;

/** How each client follows the stream; answers with what ends it. */
type Follow = (onCursor: (cursor: string) => void) => () => unknown;

const socketsOf = (): Client => openClient(wire.url.replace('http', 'ws'), token, PING_MS);
const http = (): string => wire.url;
const reported = (cursor: (cursor: string) => void) => (data: unknown) =>
  cursor(cursorOf(data as Record<string, unknown>));

const CLIENTS: Readonly<Record<string, Follow>> = {
  'graphql-ws': (onCursor) => {
    const client = socketsOf();
    subscribe(client, { query: QUERY, variables: { after: '0' } }, cursorOf, {
      next: ({ data }) => reported(onCursor)(data),
      error: (error) => onCursor(String(error)),
      complete: () => onCursor('complete'),
    });
    return () => client.dispose();
  },
  'Apollo Client': (onCursor) => {
    const sockets = socketsOf();
    const client = openApolloClient(http(), sockets, token, cursorOf);
    const observable = client.subscribe({ query: gql(QUERY), variables: { after: '0' } });
    const subscription = observable.subscribe(({ data }) => reported(onCursor)(data));
    return () => {
      subscription.unsubscribe();
      client.stop();
      return sockets.dispose();
    };
  },
  urql: (onCursor) => {
    const sockets = socketsOf();
    const client = openUrqlClient(http(), sockets, token, cursorOf);
    const { unsubscribe } = client
      .subscription(QUERY, { after: '0' })
      .subscribe(({ data }) => reported(onCursor)(data));
    return () => {
      unsubscribe();
      return sockets.dispose();
    };
  },
  Relay: (onCursor) => {
    const sockets = socketsOf();
    const params = {
      id: null,
      cacheID: 'added',
      name: 'Added',
      operationKind: 'subscription',
      metadata: {},
      text: QUERY,
    };
    const subscription = createNetwork(http(), sockets, token, cursorOf)
      .execute({ ...params, operationKind: 'subscription' }, { after: '0' }, { force: true })
      .subscribe({ next: (result) => reported(onCursor)(Reflect.get(result, 'data')) });
    return () => {
      subscription.unsubscribe();
      return sockets.dispose();
    };
  },
  'graphql-sse': (onCursor) => {
    const client = openSseClient(http(), token, 2 * PING_MS);
    followEvents(client, { query: QUERY, variables: { after: '0' } }, cursorOf, reported(onCursor));
    return () => client.dispose();
  },
};

const PYTHON = `
import asyncio, json, sys
sys.path.insert(0, sys.argv[1])
from follow import follow
async def main():
    events = follow(sys.argv[2], lambda: "unused", sys.argv[3], {"after": "0"}, lambda data: data["reviewAdded"]["cursor"], 0.5)
    async for data in events:
        print(data["reviewAdded"]["cursor"], flush=True)
asyncio.run(main())
`;
const GQL = 'gql[websockets]==4.0.0';

/** Python with the client in it, in a folder of its own; null, and said, where it cannot be had. */
function installPython(folder: string): string | null {
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', GQL], { stdio: 'pipe' });
    return join(folder, 'bin', 'python');
  } catch {
    console.warn(`SKIPPED: ${GQL} cannot be installed here, so the client in Python is not tried`);
    return null;
  }
}

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(FIXTURES),
    subgraphs: openFixtures(FIXTURES, { log }).subgraphs,
    times: { keepAliveMs: PING_MS / 2 },
  });
  wire = await openFaultProxy(`${gateway.url}/graphql`);
}, PATIENCE_MS);
afterAll(async () => {
  await wire?.close();
  await gateway?.close();
});

describe('the clients of docs/clients.md', () => {
  test('get every event once and in order, however their connections are lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clients-'));
    const received = new Map<string, string[]>(Object.keys(CLIENTS).map((name) => [name, []]));
    const python = installPython(folder);
    let child: ChildProcess | null = null;
    const stops = Object.entries(CLIENTS).map(([name, follow]) =>
      follow((cursor) => void received.get(name)?.push(cursor)),
    );
    if (python !== null) {
      const events: string[] = [];
      received.set('gql', events);
      const address = wire.url.replace('http', 'ws');
      child = spawn(python, ['-B', '-c', PYTHON, 'docs/clients', address, QUERY], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => events.push(line));
    }
    let added = 0;
    const addTwo = (): void => {
      for (const id of ['r1', 'r2']) log.add(id);
      added += 2;
    };
    const allHaveAll = () => [...received.values()].every((cursors) => cursors.length >= added);
    try {
      addTwo();
      await eventually(allHaveAll, 'everybody to have the first events', PATIENCE_MS);
      for (const lose of ['reset', 'end', 'silence'] as const) {
        wire[lose]();
        addTwo();
        await eventually(allHaveAll, `everybody to have what came after the ${lose}`, PATIENCE_MS);
      }
      const expected = Array.from({ length: added }, (_, at) => String(at + 1));
      expect(Object.fromEntries(received)).toEqual(
        Object.fromEntries([...received.keys()].map((name) => [name, expected])),
      );
    } finally {
      child?.kill();
      await Promise.all(stops.map((stop) => stop()));
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);

  test('ask queries over HTTP', async () => {
    const sockets = socketsOf();
    const apollo = openApolloClient(http(), sockets, token, cursorOf);
    const urql = openUrqlClient(http(), sockets, token, cursorOf);
    const params = { id: null, cacheID: 'greeting', name: 'Greeting', metadata: {}, text: GREETING };
    const relay = createNetwork(http(), sockets, token, cursorOf)
      .execute({ ...params, operationKind: 'query' }, {}, {})
      .toPromise();
    const answers = await Promise.all([
      apollo.query({ query: gql(GREETING) }).then(({ data }) => data),
      urql
        .query(GREETING, {})
        .toPromise()
        .then(({ data }) => data),
      relay.then((answer) => Reflect.get(answer ?? {}, 'data')),
    ]);
    apollo.stop();
    await sockets.dispose();
    for (const answer of answers) expect(answer).toEqual({ echo: 'hello' });
  });

  test('stand in the page as they are here', () => {
    const page = readFileSync('docs/clients.md', 'utf8');
    for (const file of ['graphql-ws.ts', 'apollo-client.ts', 'urql.ts', 'relay.ts', 'graphql-sse.ts', 'follow.py'])
      expect(page).toContain(readFileSync(`docs/clients/${file}`, 'utf8').trimEnd());
  });
});
