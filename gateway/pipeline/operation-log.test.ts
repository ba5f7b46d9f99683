import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { accounts } from '../fixtures/accounts.ts';
import { get, openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';

const ALL = [accounts, products, reviews];
const supergraphSdl = composeFixtures(ALL);
let gateway: Gateway | null = null;
afterEach(() => gateway?.close());

async function open(level: string, slowOperationMs = 0) {
  const lines: Record<string, unknown>[] = [];
  gateway = await openFixtureGateway({
    supergraphSdl,
    subgraphs: openFixtures(ALL).subgraphs,
    slowOperationMs,
    log: pino({ level }, { write: (line) => void lines.push(JSON.parse(line)) }),
  });
  const { url } = gateway;
  return { url, operationLines: () => lines.filter(({ msg }) => msg === 'operation' || msg === 'slow operation') };
}

const PROGRAM = { 'apollographql-client-name': 'web', 'apollographql-client-version': '1.2' };
const LINE = { level: 20, kind: 'query', operation: 'Hello', outcome: 'ok', cost: 0, ms: expect.any(Number) };

describe('at debug, one line an operation', () => {
  const query = 'query Hello($text: String = "private") { echo(text: $text) }';

  test.each<[string, (url: string) => Promise<unknown>]>([
    ['http', (url) => post(url, { query }, PROGRAM)],
    ['http', (url) => get(url, { query }, PROGRAM)],
    ['sse', (url) => post(url, { query }, { ...PROGRAM, accept: 'text/event-stream' })],
    ['multipart', (url) => post(url, { query }, { ...PROGRAM, accept: 'multipart/mixed;subscriptionSpec=1.0' })],
    ['websocket', async (url) => operate(await openSocket(url, { init: {}, headers: PROGRAM }), '1', { query })],
    ['websocket', async (url) => operate(await openSocket(url, { init: PROGRAM }), '1', { query })],
  ])('by %s', async (transport, ask) => {
    const { url, operationLines } = await open('debug');
    await ask(url);
    expect(operationLines()).toEqual([
      expect.objectContaining({ ...LINE, transport, client: 'web', clientVersion: '1.2' }),
    ]);
    expect(JSON.stringify(operationLines())).not.toContain('private');
  });

  test('with the id of its request and the codes of its errors, whatever comes of it', async () => {
    const { url, operationLines } = await open('debug');
    for (const text of [
      '{ nope }',
      '{ faulty }',
      'subscription { ticks(upTo: 1) }',
      'mutation M { rename(id: "u1", name: "x") { id } }',
    ])
      await post(url, { query: text }, { 'x-request-id': 'request-0004', 'graphql-client-name': 'app' });
    await get(url, { query: 'mutation { rename(id: "u1", name: "x") { id } }' });
    const program = { client: 'app', clientVersion: null, requestId: 'request-0004' };
    expect(operationLines()).toMatchObject([
      { ...program, kind: null, outcome: 'refused', codes: ['BAD_USER_INPUT'] },
      { ...program, kind: 'query', outcome: 'partial', codes: ['RATE_LIMITED'] },
      { ...program, kind: null, outcome: 'refused', codes: ['BAD_USER_INPUT'] },
      { ...program, kind: 'mutation', operation: 'M', outcome: 'ok' },
      { client: null, kind: null, outcome: 'refused' },
    ]);
  });

  test('when a stream is open', async () => {
    const { url, operationLines } = await open('debug');
    await post(url, { query: 'subscription S { ticks(upTo: 2) }' }, { accept: 'text/event-stream' });
    expect(operationLines()).toMatchObject([{ kind: 'subscription', operation: 'S', transport: 'sse', outcome: 'ok' }]);
  });
});

test('at info only what is slow, and nothing where no time is set', async () => {
  const slow = await open('info', 1);
  await post(slow.url, { query: 'query Slow { slow }' });
  expect(slow.operationLines()).toMatchObject([{ level: 30, msg: 'slow operation', operation: 'Slow' }]);
  await gateway?.close();
  const unset = await open('info');
  await post(unset.url, { query: '{ slow }' });
  expect(unset.operationLines()).toEqual([]);
});
