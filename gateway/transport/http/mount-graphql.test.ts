import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../../fixtures/accounts.ts';
import { get, post } from '../../fixtures/clients.ts';
import { composeFixtures, type FixtureCalls, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import type { Gateway } from '../../index.ts';

const ALL = [accounts, products, reviews];
let gateway: Gateway;
let calls: FixtureCalls;

beforeAll(async () => {
  const opened = openFixtures(ALL);
  calls = opened.calls;
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: opened.subgraphs,
    allowedOrigins: ['https://app.example'],
    times: { queryMs: 100 },
  });
});
afterAll(() => gateway.close());

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

test('one query joins three subgraphs, through an interface and @requires', async () => {
  const { status, body } = await post(gateway.url, {
    query: '{ user(id: "u1") { name reviews { body product { name shippingEstimate ... on Book { pages } } } } }',
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      user: { name: 'Ada', reviews: [{ body: 'Sturdy', product: { name: 'Table', shippingEstimate: 0, pages: 200 } }] },
    },
  });
});

test('aliases, variables, defaults and skipped fields keep the shape that was asked for', async () => {
  const { body } = await post(gateway.url, {
    query:
      'query Q($id: ID!, $no: Boolean = false) { b: user(id: $id) { n: name name @include(if: $no) __typename } a: echo(text: "x") }',
    variables: { id: 'u2' },
  });
  expect(JSON.stringify(body.data)).toBe('{"b":{"n":"Bob","__typename":"User"},"a":"x"}');
});

test('a missing entity is null without an error', async () => {
  const { body } = await post(gateway.url, { query: '{ review(id: "r3") { body author { name } } }' });
  expect(body).toEqual({ data: { review: { body: 'Sharp', author: null } } });
});

describe('content negotiation', () => {
  test.each([
    [undefined, 200, JSON_TYPE],
    ['*/*', 200, JSON_TYPE],
    ['application/json', 200, JSON_TYPE],
    ['application/graphql-response+json', 200, GRAPHQL_TYPE],
    ['application/graphql-response+json, application/json;q=0.5', 200, GRAPHQL_TYPE],
    ['text/html', 406, undefined],
  ])('accept %s', async (accept, status, type) => {
    const response = await post(gateway.url, { query: '{ __typename }' }, accept === undefined ? {} : { accept });
    expect(response.status).toBe(status);
    if (type !== undefined) expect(response.headers.get('content-type')).toBe(type);
  });

  test('GET answers a query', async () => {
    const { status, body } = await get(gateway.url, {
      query: 'query Q($t: String) { echo(text: $t) }',
      variables: '{"t":"hi"}',
      operationName: 'Q',
    });
    expect([status, body]).toEqual([200, { data: { echo: 'hi' } }]);
  });
});

describe('what is refused before it runs', () => {
  const deep = `{ users ${'{ favourite { upc } reviews { author '.repeat(8)}{ id }${'}}'.repeat(8)} }`;
  test.each<[string, unknown, string]>([
    ['malformed JSON', '{"query": "{ __typename }"', 'BAD_USER_INPUT'],
    ['a list of requests', [{ query: '{ __typename }' }], 'BAD_USER_INPUT'],
    ['no query', { variables: {} }, 'BAD_USER_INPUT'],
    ['an empty query', { query: ' ' }, 'BAD_USER_INPUT'],
    ['a query that is no text', { query: 7 }, 'BAD_USER_INPUT'],
    ['variables that are no object', { query: '{ __typename }', variables: [1] }, 'BAD_USER_INPUT'],
    ['a syntax error', { query: '{' }, 'BAD_USER_INPUT'],
    ['an unknown field', { query: '{ nope }' }, 'BAD_USER_INPUT'],
    ['an unknown operation name', { query: 'query A { __typename }', operationName: 'B' }, 'BAD_USER_INPUT'],
    ['several operations and no name', { query: 'query A { __typename } query B { __typename }' }, 'BAD_USER_INPUT'],
    ['fragments alone', { query: 'fragment F on Query { __typename }' }, 'BAD_USER_INPUT'],
    ['a missing variable', { query: 'query Q($id: ID!) { user(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [
      'a variable of another type',
      { query: 'query Q($t: String) { echo(text: $t) }', variables: { t: {} } },
      'BAD_USER_INPUT',
    ],
    [
      'NUL in a variable',
      { query: 'query Q($t: String) { echo(text: $t) }', variables: { t: 'a\u0000b' } },
      'BAD_USER_INPUT',
    ],
    [
      'variables that nest without end',
      `{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}}`,
      'LIMIT_EXCEEDED',
    ],
    ['NUL in a literal', { query: '{ echo(text: "a\\u0000b") }' }, 'BAD_USER_INPUT'],
    ['a subscription', { query: 'subscription { ticks(upTo: 1) }' }, 'BAD_USER_INPUT'],
    [
      'a circle of fragments',
      { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
      'BAD_USER_INPUT',
    ],
    ['too many tokens', { query: `{ ${'__typename '.repeat(1_000)} }` }, 'LIMIT_EXCEEDED'],
    ['too deep', { query: deep }, 'LIMIT_EXCEEDED'],
    [
      'too many aliases',
      { query: `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }` },
      'LIMIT_EXCEEDED',
    ],
    ['too many directives', { query: `{ __typename ${'@skip(if: false) '.repeat(51)} }` }, 'LIMIT_EXCEEDED'],
    ['too many root fields', { query: `{ ${'__typename '.repeat(11)} }` }, 'LIMIT_EXCEEDED'],
    ['too large a body', { query: `# ${'x'.repeat(100_000)}\n{ __typename }` }, 'LIMIT_EXCEEDED'],
  ])('%s', async (_, request, code) => {
    const before = calls.made.length;
    const { status, body } = await post(gateway.url, request, { accept: 'application/graphql-response+json' });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions?.['code']).toBe(code);
    expect(body).not.toHaveProperty('data');
    expect(calls.made).toHaveLength(before);
  });

  test('a mutation by GET is 405', async () => {
    const { status, headers } = await get(gateway.url, { query: 'mutation { rename(id: "u1", name: "x") { id } }' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a POST of %s',
    async (type) => {
      const { status, body } = await post(gateway.url, '{"query":"{ __typename }"}', { 'content-type': type });
      expect(status).toBe(400);
      expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    },
  );

  test('a GET that a page of another site can make', async () => {
    const { status } = await get(gateway.url, { query: '{ __typename }' }, { 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(400);
    const preflighted = await get(
      gateway.url,
      { query: '{ __typename }' },
      { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' },
    );
    expect(preflighted.status).toBe(200);
  });
});

describe('what fails while it runs', () => {
  test('an unknown error is masked, and reported with the request id', async () => {
    const { status, body, text } = await post(
      gateway.url,
      { query: '{ failing }' },
      { 'x-request-id': 'request-0001' },
    );
    expect(status).toBe(200);
    expect(body.errors).toEqual([
      {
        message: 'Internal server error.',
        path: ['failing'],
        extensions: { code: 'INTERNAL', requestId: 'request-0001' },
      },
    ]);
    expect(text).not.toMatch(/hunter2|postgres|accounts|stack/);
  });

  test('a fault of the closed list passes, without what else it carries', async () => {
    const { status, headers, body } = await post(gateway.url, { query: '{ faulty }' });
    expect([status, headers.get('retry-after')]).toEqual([200, '7']);
    expect(body.errors?.[0]).toEqual({
      message: 'Slow down.',
      path: ['faulty'],
      extensions: { code: 'RATE_LIMITED', retryAfter: 7 },
    });
  });

  test('while anything is left the status is 200', async () => {
    const { status, body } = await post(gateway.url, { query: '{ failing user(id: "u1") { name } }' });
    expect([status, body.data]).toEqual([200, { failing: null, user: { name: 'Ada' } }]);
  });

  test('a subgraph that does not answer in time leaves the rest', async () => {
    const { status, body } = await post(gateway.url, { query: '{ slow topReviews { id } }' });
    expect(status).toBe(200);
    expect(body.data).toEqual({ slow: null, topReviews: [{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }] });
    expect(body.errors).toEqual([
      expect.objectContaining({ path: ['slow'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }),
    ]);
  });

  test('a subgraph that is away leaves data, though all of it is null', async () => {
    const { status, body } = await post(gateway.url, { query: '{ slow }' });
    expect([status, body.data]).toEqual([200, { slow: null }]);
    expect(body.errors?.[0]?.extensions?.['code']).toBe('SUBGRAPH_UNAVAILABLE');
  });
});

test.each([
  ['a fit id comes back', 'request-0001', /^request-0001$/],
  ['an unfit one is replaced', 'x y\u00e9', /^[0-9a-f-]{36}$/],
])('request ids: %s', async (_, given, expected) => {
  const { headers } = await post(gateway.url, { query: '{ __typename }' }, { 'x-request-id': given });
  expect(headers.get('x-request-id')).toMatch(expected);
});

test('an automatic persisted query is requested once, then found by its hash', async () => {
  const extensions = {
    persistedQuery: { version: 1, sha256Hash: 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38' },
  };
  const beforeRegistration = await post(gateway.url, { extensions });
  const registration = await post(gateway.url, { query: '{__typename}', extensions });
  const byHash = await post(gateway.url, { extensions });
  expect(beforeRegistration.body.errors?.[0]?.extensions?.['code']).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect([registration.body, byHash.body]).toEqual([
    { data: { __typename: 'Query' } },
    { data: { __typename: 'Query' } },
  ]);
});
