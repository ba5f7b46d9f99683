import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { get, openSocket, operate, post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import type { Gateway } from '../../index.ts';

const ALL = [products, reviews];
const EXPENSIVE = 'query ($n: Int = 200) { products(first: $n) { reviews { id product { reviews { id } } } } }';
const STREAM = `subscription { reviewAdded { review { product { ${'reviews { product { '.repeat(4)}upc${'} }'.repeat(4)} } } } }`;
const EVENTS = { accept: 'text/event-stream' };
const PARTS = { accept: 'multipart/mixed;subscriptionSpec=1.0' };

const openWith = (changes: { production?: boolean; limits?: boolean }): Promise<Gateway> => {
  const { subgraphs } = openFixtures(ALL);
  return openFixtureGateway({ supergraphSdl: composeFixtures(ALL), subgraphs, ...changes });
};

describe.each([
  ['in development', { production: false }, /costs up to \d+, more than the limit of 5000/],
  ['in production', { production: true }, /^The operation is too large\.$/],
])('an operation that is too expensive %s', (_, changes, message) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openWith(changes);
  });
  afterAll(() => gateway.close());
  const refusal = { message: expect.stringMatching(message), extensions: { code: 'LIMIT_EXCEEDED' } };

  test('is refused by POST and by GET', async () => {
    const rejection = { status: 400, body: { errors: [refusal] } };
    const accept = 'application/graphql-response+json';
    expect(await post(gateway.url, { query: EXPENSIVE }, { accept })).toMatchObject(rejection);
    expect(await get(gateway.url, { query: EXPENSIVE }, { accept })).toMatchObject(rejection);
    expect((await post(gateway.url, { query: EXPENSIVE, variables: { n: 2 } })).status).toBe(200);
  });

  test('is refused over a socket, and ends that operation alone', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    expect(await operate(socket, '1', { query: EXPENSIVE })).toMatchObject([{ type: 'error', payload: [refusal] }]);
    expect(await operate(socket, '2', { query: STREAM })).toMatchObject([{ type: 'error', payload: [refusal] }]);
    expect(await operate(socket, '3', { query: '{ __typename }' })).toMatchObject([{ type: 'next' }, {}]);
    socket.webSocket.close();
  });

  test('is refused as events and in parts', async () => {
    expect((await post(gateway.url, { query: STREAM }, EVENTS)).text).toContain('"code":"LIMIT_EXCEEDED"');
    expect(await post(gateway.url, { query: STREAM }, PARTS)).toMatchObject({
      status: 400,
      body: { errors: [refusal] },
    });
  });
});

describe('what an operation costs', () => {
  const query = '{ products(first: 3) { upc } }';

  test('is returned in development, in a header and on a socket that requests it', async () => {
    const gateway = await openWith({});
    const socket = await openSocket(gateway.url, { init: {} });
    expect((await post(gateway.url, { query })).headers.get('x-operation-cost')).toBe('3');
    expect((await post(gateway.url, { query }, EVENTS)).headers.get('x-operation-cost')).toBe('3');
    expect((await post(gateway.url, { query }, PARTS)).headers.get('x-operation-cost')).toBe('3');
    const [next] = await operate(socket, '1', { query, extensions: { cost: true } });
    expect(next?.payload).toMatchObject({ data: {}, extensions: { cost: { requested: 3 } } });
    const [unasked] = await operate(socket, '2', { query });
    expect(unasked?.payload).not.toHaveProperty('extensions');
    socket.webSocket.close();
    await gateway.close();
  });

  test('is not returned in production', async () => {
    const gateway = await openWith({ production: true });
    const socket = await openSocket(gateway.url, { init: {} });
    expect((await post(gateway.url, { query })).headers.get('x-operation-cost')).toBeNull();
    const [next] = await operate(socket, '1', { query, extensions: { cost: true } });
    expect(next?.payload).not.toHaveProperty('extensions');
    socket.webSocket.close();
    await gateway.close();
  });

  test('does not matter where limits are off', async () => {
    const gateway = await openWith({ limits: false });
    expect((await post(gateway.url, { query: EXPENSIVE })).status).toBe(200);
    await gateway.close();
  });
});
