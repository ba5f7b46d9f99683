import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get, post } from '../../fixtures/clients.ts';
import { countingSubgraphs } from '../../fixtures/foreign/counting.ts';
import { openForeignGateway } from '../../fixtures/foreign/open-foreign.ts';

/*
 * https://graphql.github.io/graphql-over-http/draft/, in front of subgraphs that are not ours.
 */
let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
beforeAll(async () => {
  gateway = await openForeignGateway(countingSubgraphs().subgraphs);
});
afterAll(() => gateway.close());

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
const QUERY = { query: '{ __typename }' };

describe('media types of answers', () => {
  test.each([
    [null, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['Application/JSON; charset=UTF-8', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL_TYPE],
    ['application/graphql-response+json; charset=utf-8', GRAPHQL_TYPE],
    ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
    ['application/graphql-response+json;q=0.8, application/json', JSON_TYPE],
    ['text/html, */*;q=0.1', JSON_TYPE],
  ])('%s', async (accept, type) => {
    const headers: Record<string, string> = accept === null ? {} : { accept };
    for (const response of [await post(gateway.url, QUERY, headers), await get(gateway.url, QUERY, headers)]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
      expect(response.body).toEqual({ data: { __typename: 'Query' } });
    }
  });

  test.each(['text/html', 'image/*', 'application/json; charset=iso-8859-1'])('none of %s', async (accept) => {
    expect((await post(gateway.url, QUERY, { accept })).status).toBe(406);
  });
});

describe('who accepts streams beside JSON', () => {
  const URQL =
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
  const PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0';
  const COUNT = { query: 'subscription { count(to: 1) { id } }' };
  const EVENTS_TYPE = 'text/event-stream; charset=utf-8';
  const PARTS_TYPE = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0';

  test.each<[string, object, string]>([
    [URQL, QUERY, GRAPHQL_TYPE],
    [URQL, { query: 'mutation { set(value: 1) }' }, GRAPHQL_TYPE],
    [URQL, { query: '{ nope }' }, GRAPHQL_TYPE],
    [URQL, { query: '{' }, GRAPHQL_TYPE],
    [URQL, {}, GRAPHQL_TYPE],
    [URQL, { query: 'subscription { nope }' }, GRAPHQL_TYPE],
    [URQL, COUNT, EVENTS_TYPE],
    ['application/json, text/event-stream;q=0', QUERY, JSON_TYPE],
    ['application/json, text/event-stream;q=0', COUNT, JSON_TYPE],
    ['text/event-stream, application/json;q=0.1', QUERY, JSON_TYPE],
    ['application/json;q=0, text/event-stream', QUERY, EVENTS_TYPE],
    ['text/event-stream, application/json;q=0.1', COUNT, EVENTS_TYPE],
    [`${PARTS};q=0.9, text/event-stream`, COUNT, EVENTS_TYPE],
    [`text/event-stream;q=0.9, ${PARTS}`, COUNT, PARTS_TYPE],
    [`${PARTS}, application/json`, QUERY, JSON_TYPE],
    [`${PARTS}, application/json;q=0`, QUERY, PARTS_TYPE],
    [`${PARTS}, application/json`, { query: 'subscription { nope }' }, JSON_TYPE],
  ])('%s, %j: %s', async (accept, body, type) => {
    expect((await post(gateway.url, body, { accept })).headers.get('content-type')).toBe(type);
  });

  test.each(['application/json;q=0', '*/*;q=0', 'multipart/mixed', 'text/event-stream;q=0.0, text/html'])(
    'none of %s, for whatever is asked',
    async (accept) => {
      for (const body of [QUERY, COUNT, { query: '{' }])
        expect((await post(gateway.url, body, { accept })).status).toBe(406);
    },
  );
});

describe('media types of requests', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is read as UTF-8',
    async (type) => {
      const { status, body } = await post(
        gateway.url,
        { query: 'query ($name: String) { hello(name: $name) }', variables: { name: 'Zoë 🦦' } },
        { 'content-type': type },
      );
      expect([status, body.data]).toEqual([200, { hello: 'Hello Zoë 🦦' }]);
    },
  );

  test.each([
    [{ 'content-type': 'application/json; charset=utf-16' }, 415],
    [{ 'content-type': 'application/json; charset=latin1' }, 415],
    [{ 'content-encoding': 'gzip' }, 415],
    [{ 'content-encoding': 'identity' }, 200],
    [{ 'content-type': 'application/graphql' }, 400],
    [{ 'content-type': 'text/plain' }, 400],
    [{ 'content-type': '' }, 415],
  ])('%j is answered with %d', async (headers, status) => {
    expect((await post(gateway.url, QUERY, { ...headers })).status).toBe(status);
  });
});

describe('methods', () => {
  test.each(['PUT', 'PATCH', 'DELETE'])('%s is not allowed', async (method) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(QUERY),
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('GET answers queries, and takes everything that POST takes', async () => {
    const { body } = await get(gateway.url, {
      query: 'query A { hello } query B($name: String) { hello(name: $name) }',
      operationName: 'B',
      variables: '{"name":"Ada"}',
      extensions: '{"any":1}',
    });
    expect(body).toEqual({ data: { hello: 'Hello Ada' } });
  });

  test('a mutation by GET is not allowed, whichever media type is wanted', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, headers } = await get(gateway.url, { query: 'mutation { set(value: 1) }' }, { accept });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
    const chosen = await get(gateway.url, {
      query: 'query A { hello } mutation B { set(value: 1) }',
      operationName: 'A',
    });
    expect(chosen.body).toEqual({ data: { hello: 'Hello you' } });
  });
});

describe.each([
  ['application/json', 200, 200],
  ['application/graphql-response+json', 400, 500],
])('status codes in %s', (accept, refused, failed) => {
  test.each<[string, unknown]>([
    ['a body that is no JSON', '{"query":'],
    ['no body', ''],
    ['a body that is no object', '"{ hello }"'],
    ['a list', [QUERY]],
    ['no query', {}],
    ...[{}, 7, true, ['{ hello }'], null].map((query): [string, unknown] => [
      `a query that is ${JSON.stringify(query)}`,
      { query },
    ]),
    ...[{}, 7, true, ['A']].map((operationName): [string, unknown] => [
      `an operation name that is ${JSON.stringify(operationName)}`,
      { ...QUERY, operationName },
    ]),
    ...['{}', 7, true, []].map((variables): [string, unknown] => [
      `variables that are ${JSON.stringify(variables)}`,
      { ...QUERY, variables },
    ]),
    ...['x', 7, true, []].map((extensions): [string, unknown] => [
      `extensions that are ${JSON.stringify(extensions)}`,
      { ...QUERY, extensions },
    ]),
  ])('400 and no data for %s', async (_, body) => {
    const { status, headers, body: result } = await post(gateway.url, body, { accept });
    expect([status, headers.get('content-type')]).toEqual([400, `${accept}; charset=utf-8`]);
    expect(result.errors?.length).toBeGreaterThan(0);
    expect(result).not.toHaveProperty('data');
  });

  test.each<[string, object]>([
    ['a document that cannot be parsed', { query: '{' }],
    ['a blank document', { query: ' ' }],
    ['a document that is not valid', { query: '{ nope }' }],
    ['a variable that does not fit', { query: 'query ($n: Int!) { hello }', variables: { n: 'x' } }],
    ['an operation that is not there', { ...QUERY, operationName: 'Nope' }],
    ['two operations, and none chosen', { query: 'query A { hello } query B { hello }' }],
    ['a subscription without a stream', { query: 'subscription { count(to: 1) { id } }' }],
    ['a document by a hash that is not known', { documentId: `sha256:${'0'.repeat(64)}` }],
    ['a document by a hash of another kind', { documentId: 'doc_1' }],
  ])(`${refused} and no data for %s`, async (_, body) => {
    const { status, headers, body: result } = await post(gateway.url, body, { accept });
    expect([status, headers.get('content-type')]).toEqual([refused, `${accept}; charset=utf-8`]);
    expect(result.errors?.length).toBeGreaterThan(0);
    expect(result).not.toHaveProperty('data');
  });

  test('200 for what may be null: variables, operation name, extensions', async () => {
    const { status } = await post(
      gateway.url,
      { ...QUERY, variables: null, operationName: null, extensions: null },
      { accept },
    );
    expect(status).toBe(200);
  });

  test('200 while there is data beside errors', async () => {
    const { status, body } = await post(gateway.url, { query: '{ hello fail }' }, { accept });
    expect([status, body.data]).toEqual([200, { hello: 'Hello you', fail: null }]);
    expect(body.errors).toMatchObject([{ path: ['fail'], extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('200 while there is data, though nothing of it is left', async () => {
    const { status, body } = await post(gateway.url, { query: '{ fail again: fail }' }, { accept });
    expect([status, body.data, body.errors?.length]).toEqual([200, { fail: null, again: null }, 2]);
  });

  test('a null where none may be takes the data', async () => {
    const { status, body } = await post(gateway.url, { query: '{ must }' }, { accept });
    expect([status, body.data, body.errors?.length]).toEqual([failed, null, 1]);
  });
});
