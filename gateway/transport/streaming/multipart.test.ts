import {
  ApolloClient,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
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
const clock = { ms: 1_900_000_000_000 };
const now = () => new Date(clock.ms);
const signer = createSigner('k1', clock.ms / 1_000);
const log = createReviewLog();
const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0';
const ADDED = 'subscription { reviewAdded { review { body author { name } } } }';
let gateway: Gateway;
const clients: ApolloClient[] = [];

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL, { log }).subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, now)),
    now,
    times: { keepAliveMs: 20 },
  });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});
afterAll(() => gateway.close());

function apollo(headers: Record<string, string> = {}): ApolloClient {
  const link = new HttpLink({ uri: `${gateway.url}/graphql`, headers });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  clients.push(client);
  return client;
}

/** All results of a subscription, until it completes. */
function collect(client: ApolloClient, text: string): Promise<{ data: unknown; error: unknown }[]> {
  const results: { data: unknown; error: unknown }[] = [];
  return new Promise((resolve, reject) => {
    client.subscribe({ query: gql(text), errorPolicy: 'none' }).subscribe({
      next: ({ data, error }) => void results.push({ data, error }),
      error: reject,
      complete: () => resolve(results),
    });
  });
}

/** The bodies of the parts of a finished response. */
const partsOf = (text: string): unknown[] =>
  text
    .split(/\r\n--graphql(?:--)?/)
    .filter((part) => part.includes('{'))
    .map((part) => JSON.parse(part.slice(part.indexOf('\r\n\r\n'))));

describe('the client of Apollo', () => {
  test('gets each event, then the end', async () => {
    expect(await collect(apollo(), 'subscription { ticks(upTo: 3) }')).toEqual(
      [1, 2, 3].map((ticks) => ({ data: { ticks }, error: undefined })),
    );
  });

  test('gets events as they come, joined over subgraphs; leaving closes the source', async () => {
    const results: unknown[] = [];
    let arrived: () => void = () => undefined;
    const subscription = apollo()
      .subscribe({ query: gql(ADDED) })
      .subscribe(({ data }) => {
        results.push(data);
        arrived();
      });
    const next = () =>
      new Promise<void>((resolve) => {
        arrived = resolve;
      });
    await log.listening(1);
    for (const id of ['r1', 'r2']) {
      const event = next();
      log.add(id);
      await event;
    }
    expect(results).toMatchObject([
      { reviewAdded: { review: { body: 'Sturdy', author: { name: 'Ada' } } } },
      { reviewAdded: { review: { body: 'Fine', author: { name: 'Bob' } } } },
    ]);
    subscription.unsubscribe();
    await log.listening(0);
  });

  test.each([
    ['an unknown field', 'subscription { nope }', 'BAD_USER_INPUT'],
    ['a stream for signed in people', 'subscription { private }', 'UNAUTHENTICATED'],
  ])('is refused %s', async (_, text, code) => {
    const [result] = await collect(apollo(), text);
    expect(CombinedGraphQLErrors.is(result?.error)).toBe(true);
    expect(result?.error).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('gets the error when its stream fails', async () => {
    const [first, last] = await collect(apollo(), 'subscription { forbidden }');
    expect(first).toEqual({ data: { forbidden: 1 }, error: undefined });
    expect(last?.error).toMatchObject({ errors: [{ message: 'You have left.', extensions: { code: 'FORBIDDEN' } }] });
  });

  test('gets the error when its session ends', async () => {
    const client = apollo({ authorization: `Bearer ${signer.sign({ sub: 'u1', sid: 'ses_m' })}` });
    const ended = collect(client, ADDED);
    await log.listening(1);
    gateway.endSession('ses_m');
    const last = (await ended).at(-1);
    expect(CombinedProtocolErrors.is(last?.error)).toBe(true);
    expect(last?.error).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    await log.listening(0);
  });

  test('queries and mutates as ever', async () => {
    const client = apollo();
    expect((await client.query({ query: gql('{ echo(text: "a") }') })).data).toEqual({ echo: 'a' });
    const { data } = await client.mutate({ mutation: gql('mutation { rename(id: "u1", name: "Eve") { name } }') });
    expect(data).toMatchObject({ rename: { name: 'Eve' } });
  });
});

describe('the protocol', () => {
  test('each part is whole, and the last delimiter ends it', async () => {
    const { status, headers, text } = await post(
      gateway.url,
      { query: 'subscription { ticks(upTo: 1) }' },
      { accept: PARTS },
    );
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    ]);
    expect(text).toBe(
      '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"ticks":1}}}\r\n--graphql--\r\n',
    );
  });

  test('a quiet stream is kept alive by empty parts', async () => {
    const abort = new AbortController();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed;subscriptionSpec=1.0, application/json' },
      body: JSON.stringify({ query: ADDED }),
      signal: abort.signal,
    });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.split('--graphql').length > 4) break;
    }
    abort.abort();
    expect(text).toMatch(/^\r\n--graphql(\r\ncontent-type: application\/json\r\n\r\n\{\}\r\n--graphql)+/);
    await log.listening(0);
  });

  test('the end of a session is an error outside the payload', async () => {
    const pending = post(
      gateway.url,
      { query: ADDED },
      { accept: PARTS, authorization: `Bearer ${signer.sign({ sub: 'u1', sid: 'ses_n' })}` },
    );
    await log.listening(1);
    gateway.endSession('ses_n');
    const { text, headers } = await pending;
    const requestId = headers.get('x-request-id');
    const parts = partsOf(text).filter((part) => JSON.stringify(part) !== '{}');
    expect(parts).toEqual([
      { payload: null, errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED', requestId } })] },
    ]);
  });

  test.each([
    [`${PARTS}, application/json`, 'application/json; charset=utf-8'],
    [
      'multipart/mixed; subscriptionSpec="1.0", application/graphql-response+json',
      'application/graphql-response+json; charset=utf-8',
    ],
    [`${PARTS}, */*`, 'application/json; charset=utf-8'],
  ])('a query with accept %s', async (accept, type) => {
    const { status, headers, body } = await post(gateway.url, { query: '{ echo(text: "a") }' }, { accept });
    expect([status, headers.get('content-type'), body]).toEqual([200, type, { data: { echo: 'a' } }]);
  });

  test('a query of who takes nothing but parts is one part', async () => {
    const { text } = await post(gateway.url, { query: '{ echo(text: "a") }' }, { accept: PARTS });
    expect(partsOf(text)).toEqual([{ payload: { data: { echo: 'a' } } }]);
  });

  test.each<[string, object, number, string]>([
    ['a syntax error', { query: 'subscription {' }, 400, 'BAD_USER_INPUT'],
    ['no query', {}, 400, 'BAD_USER_INPUT'],
    ['variables that are no object', { query: ADDED, variables: 3 }, 400, 'BAD_USER_INPUT'],
    [
      'too many aliases',
      { query: `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }` },
      400,
      'LIMIT_EXCEEDED',
    ],
    ['a stream for signed in people', { query: 'subscription { private }' }, 401, 'UNAUTHENTICATED'],
  ])('%s is refused with its status', async (_, request, status, code) => {
    const response = await post(gateway.url, request, { accept: PARTS });
    expect([response.status, response.body.errors?.[0]?.extensions?.['code']]).toEqual([status, code]);
  });

  test('a bad token is 401, and a mutation by GET 405', async () => {
    const request = { query: 'subscription { ticks(upTo: 1) }' };
    expect((await post(gateway.url, request, { accept: PARTS, authorization: 'Bearer a.b.c' })).status).toBe(401);
    const mutation = { query: 'mutation { rename(id: "u1", name: "x") { id } }' };
    expect((await get(gateway.url, mutation, { accept: PARTS })).status).toBe(405);
  });

  test('a subscription by GET', async () => {
    const { text } = await get(gateway.url, { query: 'subscription { ticks(upTo: 1) }' }, { accept: PARTS });
    expect(partsOf(text)).toEqual([{ payload: { data: { ticks: 1 } } }]);
  });
});
