import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../../fixtures/accounts.ts';
import { get, openSocket, operate, post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import { createSigner, rulesFor } from '../../fixtures/tokens.ts';
import { createAuthenticate } from '../../identity/authenticate.ts';
import type { Gateway } from '../../index.ts';
import { documentHash } from '../../limits/trusted-documents.ts';

const ALL = [accounts, products, reviews];
const TRUSTED = 'query Trusted($t: String) { echo(text: $t) }';
const STREAM = 'subscription Trusted { ticks(upTo: 1) }';
const signer = createSigner('k1', 1_900_000_000);
const now = () => new Date(1_900_000_000_000);
const EVENTS = { accept: 'text/event-stream' };
const PARTS = { accept: 'multipart/mixed;subscriptionSpec=1.0' };

const openWith = (mode: 'allow' | 'only', publicCacheSeconds = 0): Promise<Gateway> =>
  openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, now)),
    now,
    publicCacheSeconds,
    documents: {
      trusted: { mode, texts: new Map([TRUSTED, STREAM].map((text) => [documentHash(text), text])) },
      shared: null,
    },
  });

const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: documentHash(text) } });
const code = (body: { errors?: readonly { extensions?: Record<string, unknown> }[] }) =>
  body.errors?.[0]?.extensions?.['code'];

describe('a document by its hash', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openWith('allow');
  });
  afterAll(() => gateway.close());

  test('by POST: not found with 200, then registered, then found', async () => {
    const extensions = persisted('{ __typename }');
    const unknown = await post(gateway.url, { extensions });
    expect([unknown.status, unknown.body]).toEqual([
      200,
      { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    ]);
    expect((await post(gateway.url, { query: '{ __typename }', extensions })).body).toEqual({
      data: { __typename: 'Query' },
    });
    expect((await post(gateway.url, { extensions })).body).toEqual({ data: { __typename: 'Query' } });
    expect((await get(gateway.url, { extensions: JSON.stringify(extensions) })).body).toEqual({
      data: { __typename: 'Query' },
    });
  });

  test('by GET and by documentId, with variables', async () => {
    const variables = { t: 'a' };
    const requests = [
      get(gateway.url, { extensions: JSON.stringify(persisted(TRUSTED)), variables: JSON.stringify(variables) }),
      get(gateway.url, { documentId: `sha256:${documentHash(TRUSTED)}`, variables: JSON.stringify(variables) }),
      post(gateway.url, { documentId: `sha256:${documentHash(TRUSTED)}`, variables }),
    ];
    for (const { body } of await Promise.all(requests)) expect(body).toEqual({ data: { echo: 'a' } });
  });

  test('over a socket, with an empty query or none', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    const extensions = persisted(TRUSTED);
    for (const payload of [
      { extensions },
      { query: '', extensions },
      { documentId: `sha256:${documentHash(TRUSTED)}` },
    ]) {
      const [next] = await operate(socket, '1', { ...payload, variables: { t: 'b' } });
      expect(next).toMatchObject({ type: 'next', payload: { data: { echo: 'b' } } });
    }
    const unknown = { extensions: persisted('{ users { id } }') };
    expect(await operate(socket, '2', unknown)).toMatchObject([
      {
        type: 'error',
        payload: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      },
    ]);
    await operate(socket, '3', { query: '{ users { id } }', ...unknown });
    expect(await operate(socket, '4', unknown)).toMatchObject([{ type: 'next' }, { type: 'complete' }]);
    socket.webSocket.close();
  });

  test('as a stream of events and in parts', async () => {
    const extensions = persisted(STREAM);
    expect((await post(gateway.url, { extensions }, EVENTS)).text).toContain('{"data":{"ticks":1}}');
    expect((await get(gateway.url, { extensions: JSON.stringify(extensions) }, EVENTS)).text).toContain('"ticks":1');
    expect((await post(gateway.url, { extensions }, PARTS)).text).toContain('{"payload":{"data":{"ticks":1}}}');
    const unknown = { extensions: persisted('subscription { ticks(upTo: 9) }') };
    expect((await post(gateway.url, unknown, EVENTS)).text).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect(code((await post(gateway.url, unknown, PARTS)).body)).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test.each([
    ['the hash of another text', { query: '{ users { id } }', extensions: persisted('{ a }') }],
    ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
    ['an id of another kind', { documentId: 'doc_1' }],
  ])('%s is 400, and ends an operation on a socket alone', async (_, request) => {
    const { status, body } = await post(gateway.url, request, { accept: 'application/graphql-response+json' });
    expect([status, code(body)]).toEqual([400, 'BAD_USER_INPUT']);
    const socket = await openSocket(gateway.url, { init: {} });
    expect(await operate(socket, '1', { query: '', ...request })).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
    socket.webSocket.close();
  });

  test('no response may be cached', async () => {
    const search = { extensions: JSON.stringify(persisted(TRUSTED)) };
    for (const response of [await get(gateway.url, search), await post(gateway.url, { query: '{ __typename }' })])
      expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('where only trusted documents are answered', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openWith('only');
  });
  afterAll(() => gateway.close());

  test('those are, by hash and by text', async () => {
    expect((await post(gateway.url, { extensions: persisted(TRUSTED) })).body).toEqual({ data: { echo: null } });
    expect((await post(gateway.url, { query: TRUSTED })).body).toEqual({ data: { echo: null } });
  });

  test.each([
    ['a text', { query: '{ __typename }' }, 'BAD_USER_INPUT'],
    ['a text with its hash', { query: '{ __typename }', extensions: persisted('{ __typename }') }, 'BAD_USER_INPUT'],
    ['a hash', { query: '', extensions: persisted('{ __typename }') }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['introspection', { query: '{ __schema { types { name } } }' }, 'BAD_USER_INPUT'],
  ])('%s of another is refused on every transport', async (_, request, expected) => {
    expect(code((await post(gateway.url, request)).body)).toBe(expected);
    expect(code((await post(gateway.url, request, PARTS)).body)).toBe(expected);
    expect((await post(gateway.url, request, EVENTS)).text).toContain(`"code":"${expected}"`);
    const socket = await openSocket(gateway.url, { init: {} });
    expect(await operate(socket, '1', request)).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: expected } }] },
    ]);
    socket.webSocket.close();
  });
});

describe('where shared caches may keep what anybody gets', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openWith('allow', 60);
  });
  afterAll(() => gateway.close());

  const search = { extensions: JSON.stringify(persisted(TRUSTED)) };
  const FAILING = 'query { failing user(id: "u1") { name } }';

  test('it says so of a visitor’s GET by hash', async () => {
    const { headers } = await get(gateway.url, search);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect(headers.get('vary')).toBe('origin, accept, authorization, accept-encoding');
  });

  test.each<[string, () => Promise<{ headers: Headers }>]>([
    ['of who shows a token', () => get(gateway.url, search, { authorization: `Bearer ${signer.sign()}` })],
    ['by POST', () => post(gateway.url, { extensions: persisted(TRUSTED) })],
    ['of a text', () => get(gateway.url, { query: TRUSTED })],
    ['that is partial', () => get(gateway.url, { query: FAILING, extensions: JSON.stringify(persisted(FAILING)) })],
    ['that is refused', () => get(gateway.url, { extensions: JSON.stringify(persisted('{ nope }')) })],
  ])('not of a response %s', async (_, ask) => {
    expect((await ask()).headers.get('cache-control')).toBe('no-store');
  });
});
