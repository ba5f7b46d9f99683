import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accounts } from '../../fixtures/accounts.ts';
import { get, post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { createReviewLog } from '../../fixtures/review-log.ts';
import { reviews } from '../../fixtures/reviews.ts';
import { createSigner, rulesFor } from '../../fixtures/tokens.ts';
import { createAuthenticate } from '../../identity/authenticate.ts';
import type { Gateway } from '../../index.ts';

const ALL = [accounts, products, reviews];
const EVENTS = { accept: 'text/event-stream' };
const signer = createSigner('k1', 1_900_000_000);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, () => new Date(1_900_000_000_000))),
    times: { keepAliveMs: 20 },
  });
});
afterAll(() => gateway.close());

/** The events of a finished stream, comments left out. */
const eventsOf = (text: string): [string, unknown][] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return [event, data === '' ? '' : JSON.parse(data)];
    });

test.each([
  ['POST', () => post(gateway.url, { query: 'subscription { ticks(upTo: 2) }' }, EVENTS)],
  ['GET', () => get(gateway.url, { query: 'subscription { ticks(upTo: 2) }' }, EVENTS)],
])('a subscription by %s', async (_, send) => {
  const { status, headers, text } = await send();
  expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(eventsOf(text)).toEqual([
    ['next', { data: { ticks: 1 } }],
    ['next', { data: { ticks: 2 } }],
    ['complete', ''],
  ]);
});

test('a query is one event', async () => {
  const { text } = await post(gateway.url, { query: '{ echo(text: "a") }' }, EVENTS);
  expect(eventsOf(text)).toEqual([
    ['next', { data: { echo: 'a' } }],
    ['complete', ''],
  ]);
});

test.each([
  ['a syntax error', { query: 'subscription {' }, 'BAD_USER_INPUT'],
  ['an unknown field', { query: 'subscription { nope }' }, 'BAD_USER_INPUT'],
  ['no query', {}, 'BAD_USER_INPUT'],
  ['variables that are no object', { query: '{ __typename }', variables: 3 }, 'BAD_USER_INPUT'],
  [
    'NUL in a variable',
    { query: 'query Q($t: String) { echo(text: $t) }', variables: { t: '\u0000' } },
    'BAD_USER_INPUT',
  ],
  [
    'too many aliases',
    { query: `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }` },
    'LIMIT_EXCEEDED',
  ],
  ['a stream for signed in people', { query: 'subscription { private }' }, 'UNAUTHENTICATED'],
])('%s is reported in the stream', async (_, body, code) => {
  const { status, text, headers } = await post(gateway.url, body, EVENTS);
  const requestId = headers.get('x-request-id');
  expect(status).toBe(200);
  expect(eventsOf(text)).toEqual([
    ['next', { errors: [expect.objectContaining({ extensions: { code, requestId } })] }],
    ['complete', ''],
  ]);
});

test('a bad token is a plain 401', async () => {
  const { status, body } = await post(
    gateway.url,
    { query: 'subscription { ticks(upTo: 1) }' },
    { ...EVENTS, authorization: 'Bearer a.b.c' },
  );
  expect([status, body.errors?.[0]?.extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
});

test('a mutation by GET is refused', async () => {
  const { text } = await get(gateway.url, { query: 'mutation { rename(id: "u1", name: "x") { id } }' }, EVENTS);
  expect(eventsOf(text)[0]).toMatchObject(['next', { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
});

test('a quiet stream is kept alive by comments', async () => {
  const abort = new AbortController();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...EVENTS },
    body: JSON.stringify({ query: '{ slow }' }),
    signal: abort.signal,
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.split(':\n\n').length > 3) break;
  }
  abort.abort();
  expect(text).toMatch(/^(:\n\n)+$/);
});

test('a page of another site cannot open a stream by GET, one of our own can', async () => {
  const ask = (origin: string) => get(gateway.url, { query: 'subscription { ticks(upTo: 1) }' }, { ...EVENTS, origin });
  const foreign = await ask('https://evil.example');
  expect([foreign.status, foreign.body.errors?.[0]?.extensions?.['code']]).toEqual([403, 'FORBIDDEN']);
  expect((await ask(gateway.url)).text).toContain('"ticks":1');
});

test('the end of a session is reported; that of the process looks like a lost connection, so that clients reconnect', async () => {
  const { subgraphs } = openFixtures(ALL, { log: createReviewLog() });
  const own = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, () => new Date(1_900_000_000_000))),
  });
  const opened = (sid: string) =>
    fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...EVENTS, authorization: `Bearer ${signer.sign({ sid })}` },
      body: JSON.stringify({ query: 'subscription { reviewAdded { cursor } }' }),
    });
  const [ended, going] = [await opened('ses_a'), await opened('ses_b')];
  own.endSession('ses_a');
  expect(eventsOf(await ended.text())).toEqual([
    [
      'next',
      {
        errors: [
          expect.objectContaining({
            extensions: { code: 'UNAUTHENTICATED', requestId: ended.headers.get('x-request-id') },
          }),
        ],
      },
    ],
    ['complete', ''],
  ]);
  await own.close();
  expect(eventsOf(await going.text())).toEqual([]);
});
