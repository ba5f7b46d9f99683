import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  composeFixtures,
  type FixtureSubgraph,
  openFixtureGateway,
  openFixtures,
} from '../../fixtures/open-fixture.ts';
import { createSigner, rulesFor } from '../../fixtures/tokens.ts';
import { createAuthenticate } from '../../identity/authenticate.ts';
import type { Gateway } from '../../index.ts';
import type { MappedRoute, RouteMap } from '../../rest/route-map.ts';

const NOW = 1_900_000_000;
const signer = createSigner('k1', NOW);
const now = () => new Date(NOW * 1_000);

interface Input {
  readonly input: { readonly amount: string; readonly note?: string };
}

/** A shop whose till breaks when the note says so. */
const till: FixtureSubgraph = {
  name: 'till',
  typeDefs: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { sale(id: ID!): Sale }
    type Mutation { sell(input: SellInput!): SellPayload! }
    type Sale { id: ID! amount: String! link: String! note: String }
    input SellInput { amount: String! note: String }
    type SellPayload { sale: Sale errors: [SoldOut!]! }
    type SoldOut { message: String! path: [String!]! left: Int! }
  `,
  resolvers: {
    Query: {
      sale: (_: unknown, { id }: { id: string }) =>
        id === 's1' ? { id, amount: '250', link: 'https://shop.example/s1', note: null } : null,
    },
    Mutation: {
      sell: (_: unknown, { input }: Input) => {
        if (input.note === 'break') throw new Error('till-secret-word broke');
        if (input.note === 'sold out')
          return { sale: null, errors: [{ message: 'Nothing is left.', path: ['input'], left: 0 }] };
        return { sale: { id: 's2', link: 'https://shop.example/s2', note: null, ...input }, errors: [] };
      },
    },
  },
};

const OPERATIONS: Readonly<Record<string, string>> = {
  ReadSale: 'query ReadSale($id: ID!) { sale(id: $id) { id amount link note } }',
  Sell: 'mutation Sell($input: SellInput!) { sell(input: $input) { sale { id amount note } errors { __typename message path left } } }',
};
const BODY = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: ['number', 'string'] }, note: { type: 'string' } },
};
const RESPONSE =
  '{ "id": data.*.sale.id, "amount": $exact($decimal({ "amount": data.*.sale.amount, "currency": "EUR" })) }';
const route = (given: Partial<MappedRoute> & Pick<MappedRoute, 'method' | 'path'>): MappedRoute => ({
  ...{ summary: 'A route.', access: 'anyone', examples: [] },
  ...given,
});
const SELL = { operation: 'Sell', body: BODY, response: RESPONSE, status: 201 } as const;
const variables = '{ "input": { "amount": $money(body.amount, "EUR").amount, "note": body.note } }';

const map: RouteMap = {
  ...{ sunset: '2030-01-01', refusals: { SoldOut: 409 }, schemas: {}, samples: {} },
  groups: [
    {
      name: 'Shop',
      description: 'Sales.',
      routes: [
        route({ method: 'POST', path: '/sales', ...SELL, variables }),
        route({ method: 'POST', path: '/keyed', ...SELL, variables, idempotencyKey: 'required' }),
        route({ method: 'POST', path: '/mine', ...SELL, variables, access: 'signed-in' }),
        route({
          ...{ method: 'GET', path: '/sales/:id', operation: 'ReadSale', variables: '{ "id": path.id }' },
          ...{ found: 'data.sale', response: '{ "id": data.sale.id, "note": $orNull(data.sale.note.text) }' },
          query: { limit: { type: 'integer', maximum: 10 } },
        }),
        route({
          ...{ method: 'GET', path: '/links/:id', operation: 'ReadSale', variables: '{ "id": path.id }' },
          ...{ found: 'data.sale', redirect: 'data.sale.link' },
        }),
        route({
          ...{ method: 'POST', path: '/batches', body: { type: 'object' }, response: '[steps.sold.sell.sale.id]' },
          steps: [
            {
              name: 'sold',
              operation: 'Sell',
              each: '[body.notes]',
              variables: '{ "input": { "amount": "1", "note": item } }',
            },
          ],
        }),
        route({
          ...{ method: 'POST', path: '/attempts', body: BODY, response: '$orNull(data.sell.sale.id)' },
          steps: [{ name: 'sold', operation: 'Sell', variables, optional: true }],
        }),
        route({
          ...{ method: 'POST', path: '/as', body: { type: 'object' }, response: 'data.sale.id' },
          steps: [{ name: 'read', operation: 'ReadSale', variables: '{ "id": "s1" }', token: 'body.token' }],
        }),
        route({ method: 'GET', path: '/healthz', probe: 'healthz' }),
      ],
    },
  ],
};

let gateway: Gateway;

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures([till]),
    subgraphs: openFixtures([till]).subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, now)),
    now,
    restRoutes: { map, findOperation: (name) => OPERATIONS[name] ?? null },
  });
});
afterAll(() => gateway?.close());

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | URLSearchParams | Uint8Array<ArrayBuffer>;
}

async function send(path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  const response = await fetch(`${gateway.url}/v1${path}`, {
    ...{ method, headers, redirect: 'manual' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const sell = (body: unknown, path = '/sales', headers: Record<string, string> = {}) =>
  send(path, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

describe('a route', () => {
  test('maps a request to its operation, and the result to its response', async () => {
    const { status, body, headers } = await sell({ amount: 2.5 });
    expect({ status, body }).toEqual({ status: 201, body: { id: 's2', amount: 2.5 } });
    expect(headers.get('sunset')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([['90071992547409.93'], ['0.07'], ['12.5']])('keeps every digit of %s', async (amount) => {
    const text = await (
      await fetch(`${gateway.url}/v1/sales`, { method: 'POST', headers: JSON_TYPE, body: `{"amount":${amount}}` })
    ).text();
    expect(text).toBe(`{"id":"s2","amount":${amount}}`);
  });

  test('has null where a path leads nowhere', async () => {
    expect((await send('/sales/s1')).body).toEqual({ id: 's1', note: null });
  });

  test('redirects', async () => {
    const { status, headers } = await send('/links/s1');
    expect([status, headers.get('location')]).toEqual([302, 'https://shop.example/s1']);
  });

  test('runs a step for each of several items', async () => {
    expect((await sell({ notes: ['a', 'b', 'c'] }, '/batches')).body).toEqual(['s2', 's2', 's2']);
    expect((await sell({ notes: ['a', 'sold out'] }, '/batches')).status).toBe(409);
  });

  test('does without a step that fails where it may, but not without one that is refused', async () => {
    expect((await sell({ amount: 1 }, '/attempts')).body).toBe('s2');
    expect(await sell({ amount: 1, note: 'break' }, '/attempts')).toMatchObject({ status: 200, body: null });
    expect((await sell({ amount: 1, note: 'sold out' }, '/attempts')).status).toBe(409);
  });

  test('runs a step with a token that it was given', async () => {
    expect((await sell({ token: signer.sign() }, '/as')).body).toBe('s1');
    expect(await sell({ token: 'nothing' }, '/as')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  test('is found with an encoded path, a slash at its end, and by HEAD', async () => {
    expect((await send('/sales/s%31/')).status).toBe(200);
    expect((await send('/sales/s1', { method: 'HEAD' })).body).toBe('');
  });

  test('is a probe', async () => {
    expect(await send('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('is for people who are signed in where the map says so', async () => {
    const authorization = `Bearer ${signer.sign()}`;
    expect((await sell({ amount: 1 }, '/mine', { authorization })).status).toBe(201);
  });
});

const problem = (status: number, code: string) => ({ status, body: { status, code, type: `/v1#${code}` } });

describe('a request that is wrong', () => {
  test.each<[string, string, Sent, number, string]>([
    ['another method', '/sales/s1', { method: 'PUT' }, 405, 'MethodNotAllowed'],
    ['an unknown method', '/sales', { method: 'PATCH' }, 405, 'MethodNotAllowed'],
    ['an unknown path', '/nothing', {}, 404, 'NotFound'],
    ['a path with its slash encoded', '/sales%2Fs1', {}, 404, 'NotFound'],
    ['a broken encoding', '/sales/%E0%A4%A', {}, 400, 'BAD_USER_INPUT'],
    ['a climb out of the prefix', '/..%2f..%2fhealthz', {}, 404, 'NotFound'],
    ['nothing that is there', '/sales/s9', {}, 404, 'NotFound'],
    ['an unknown token', '/sales/s1', { headers: { authorization: 'Bearer nothing' } }, 401, 'UNAUTHENTICATED'],
    ['a number that is none in the query', '/sales/s1?limit=many', {}, 422, 'InvalidInput'],
    ['a number that is too large in the query', '/sales/s1?limit=11', {}, 422, 'InvalidInput'],
    ['no JSON', '/sales', { method: 'POST', headers: JSON_TYPE, body: '{' }, 400, 'BAD_USER_INPUT'],
    ['no body', '/sales', { method: 'POST', headers: JSON_TYPE }, 400, 'BAD_USER_INPUT'],
    [
      'no UTF-8',
      '/sales',
      { method: 'POST', headers: JSON_TYPE, body: new Uint8Array([34, 255, 34]) },
      400,
      'BAD_USER_INPUT',
    ],
    ['a form', '/sales', { method: 'POST', body: new URLSearchParams({ amount: '1' }) }, 415, 'UnsupportedMediaType'],
    [
      'another charset',
      '/sales',
      { method: 'POST', headers: { 'content-type': 'application/json; charset=latin1' }, body: '{}' },
      415,
      'UnsupportedMediaType',
    ],
    [
      'a compressed body',
      '/sales',
      { method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: '{}' },
      415,
      'UnsupportedMediaType',
    ],
    [
      'ten megabytes',
      '/sales',
      { method: 'POST', headers: JSON_TYPE, body: `{"note":"${'x'.repeat(10_000_000)}"}` },
      413,
      'LIMIT_EXCEEDED',
    ],
  ])('%s', async (_, path, sent, status, code) => {
    const response = await send(path, sent);
    expect(response).toMatchObject(problem(status, code));
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  test.each<[string, unknown, number, string]>([
    ['a list in place of an object', [], 422, 'InvalidInput'],
    ['nothing', null, 422, 'InvalidInput'],
    ['a missing member', {}, 422, 'InvalidInput'],
    ['a member of another type', { amount: 1, note: 7 }, 422, 'InvalidInput'],
    ['more digits than the currency has', { amount: 1.005 }, 422, 'InvalidAmount'],
    ['an amount that is none', { amount: '1e3' }, 422, 'InvalidAmount'],
    ['an amount beyond all bounds', { amount: '92233720368547758.08' }, 422, 'InvalidAmount'],
    ['a NUL character', { amount: 1, note: 'a\u0000' }, 400, 'BAD_USER_INPUT'],
    ['what is refused', { amount: 1, note: 'sold out' }, 409, 'SoldOut'],
  ])('%s', async (_, body, status, code) => {
    expect(await sell(body)).toMatchObject(problem(status, code));
  });

  test('a refusal has its members, but for its path in the input of GraphQL', async () => {
    expect((await sell({ amount: 1, note: 'sold out' })).body).toEqual({
      ...{ type: '/v1#SoldOut', title: 'Conflict', status: 409, code: 'SoldOut', detail: 'Nothing is left.', left: 0 },
    });
  });

  test('names like those of every object are no members', async () => {
    const body = '{"amount":1,"__proto__":{"note":"sold out"},"constructor":{"prototype":{}}}';
    expect((await send('/sales', { method: 'POST', headers: JSON_TYPE, body })).status).toBe(201);
  });

  test('the allowed methods are named', async () => {
    expect((await send('/sales/s1', { method: 'DELETE' })).headers.get('allow')).toBe('GET');
  });

  test('a key must be sent where the route asks for one', async () => {
    expect(await sell({ amount: 1 }, '/keyed')).toMatchObject(problem(400, 'IdempotencyKeyMissing'));
    expect((await sell({ amount: 1 }, '/keyed', { 'idempotency-key': 'k' })).status).toBe(201);
  });

  test('without a token, or with one that has expired', async () => {
    const missing = await sell({ amount: 1 }, '/mine');
    expect(missing).toMatchObject(problem(401, 'UNAUTHENTICATED'));
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    const authorization = `Bearer ${signer.sign({ exp: NOW - 3_600 })}`;
    expect(await sell({ amount: 1 }, '/mine', { authorization })).toMatchObject(problem(401, 'UNAUTHENTICATED'));
  });

  test('a fault within discloses nothing', async () => {
    const response = await sell({ amount: 1, note: 'break' });
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(response.body)).not.toMatch(/secret|broke|till/);
    expect(response.body).toMatchObject({ requestId: expect.any(String) });
  });

  test('a client that goes away in the midst of its body ends nothing', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(
      'POST /v1/sales HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"am',
    );
    await new Promise((resolve) => socket.write('o', resolve));
    socket.destroy();
    expect((await sell({ amount: 1 })).status).toBe(201);
  });
});

test('the document and its page are served', async () => {
  const { body, headers } = await send('/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  const page = await send('');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.body).toContain('/v1/openapi.json');
});
