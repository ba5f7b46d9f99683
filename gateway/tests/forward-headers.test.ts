import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openSocket, post } from '../fixtures/clients.ts';
import { openForeignGateway } from '../fixtures/foreign/open-foreign.ts';
import type { PlainSubgraph } from '../fixtures/serve-plain.ts';

const opened = Promise.withResolvers<void>();
/** Queries wait for it, so that those that may be shared run at the same time. */
let queryCount = 0;
const SUBGRAPHS = {
  shop: {
    typeDefs: 'type Query { hello: String slow: String } type Subscription { tick: Int }',
    resolvers: {
      Query: {
        hello: () => 'hello',
        slow: async () => {
          queryCount += 1;
          await opened.promise;
          return 'slow';
        },
      },
      Subscription: {
        tick: {
          async *subscribe() {
            yield { tick: 1 };
          },
        },
      },
    },
  },
};
let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
let shop: PlainSubgraph;
beforeAll(async () => {
  gateway = await openForeignGateway(SUBGRAPHS, { forwardHeaders: ['authorization', 'x-tenant'] });
  const served = gateway.foreign.served.get('shop');
  if (served === undefined) throw new Error('not served');
  shop = served;
});
afterAll(() => gateway?.close());

const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', baggage: 'a=1' };

test('what is named goes on, and what carries a trace; nothing else does', async () => {
  await post(
    gateway.url,
    { query: '{ hello }' },
    { Authorization: 'Bearer t', 'x-tenant': 'a', 'x-secret': 's', cookie: 'c=1', ...TRACE },
  );
  const sent = shop.headers.at(-1);
  expect(sent).toMatchObject({ authorization: 'Bearer t', 'x-tenant': 'a', ...TRACE });
  expect([sent?.['x-secret'], sent?.['cookie']]).toEqual([undefined, undefined]);
  expect(decodeURIComponent(String(sent?.['x-client-origin']))).not.toContain('Bearer');
});

test('what a client does not send is not there, and is not what another sent', async () => {
  await post(gateway.url, { query: '{ hello }' });
  expect(Object.keys(shop.headers.at(-1) ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
  expect(shop.headers.at(-1)?.['x-tenant']).toBeUndefined();
});

test('identical queries are answered together only when these are equal, traces apart', async () => {
  const send = (tenant: string, trace: string) =>
    post(gateway.url, { query: '{ slow }' }, { 'x-tenant': tenant, traceparent: trace });
  const responses = [send('a', '1'), send('a', '2'), send('b', '1')];
  await eventually(() => queryCount >= 2, 'both tenants’ queries');
  opened.resolve();
  for (const { body } of await Promise.all(responses)) expect(body.data).toEqual({ slow: 'slow' });
  expect(queryCount).toBe(2);
});

test('a subscription takes them along as parameters of its connection', async () => {
  const follow = async (tenant: string) => {
    const socket = await openSocket(gateway.url, { init: { 'X-Tenant': tenant, 'x-secret': 's' } });
    socket.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { tick }' } });
    expect((await socket.next()).payload).toEqual({ data: { tick: 1 } });
    socket.webSocket.terminate();
  };
  await Promise.all([follow('a'), follow('b')]);
  expect(shop.parameters.map((each) => JSON.stringify(each)).toSorted()).toEqual([
    '{"x-tenant":"a"}',
    '{"x-tenant":"b"}',
  ]);
  await eventually(() => shop.sockets() === 0, 'the end of both connections');
});
