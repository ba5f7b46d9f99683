import { afterEach, describe, expect, test } from '@jest/globals';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';
import type { GatewayOptions } from '../pipeline/gateway-options.ts';

const SDL = composeFixtures([accounts, products, reviews]);
/** More than is planned on the event loop. */
const HEAVY = `{ ${Array.from({ length: 9 }, (_, at) => `a${at}: topReviews { body author { name } }`).join(' ')} }`;

let gateway: Gateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function open(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const { subgraphs } = openFixtures([accounts, products, reviews], { log: createReviewLog() });
  gateway = await openFixtureGateway({ supergraphSdl: SDL, subgraphs, ...options });
  return gateway;
}

describe('an operation that is planned beside the event loop', () => {
  test('is answered on every transport as it would be without', async () => {
    const { url } = await open();
    const light = await post(url, { query: '{ a0: topReviews { body author { name } } }' });
    const expected = light.body.data?.['a0'];
    expect(expected).toEqual(expect.arrayContaining([expect.anything()]));

    const byPost = await post(url, { query: HEAVY });
    const socket = await openSocket(url, { init: {} });
    const [next] = await operate(socket, '1', { query: HEAVY.replace('a0', 'b0') });
    socket.webSocket.terminate();
    const events = await post(url, { query: HEAVY.replace('a0', 'c0') }, { accept: 'text/event-stream' });
    const inParts = await post(
      url,
      { query: HEAVY.replace('a0', 'd0') },
      { accept: 'multipart/mixed;subscriptionSpec=1.0' },
    );

    expect(byPost.body.data?.['a8']).toEqual(expected);
    expect(next).toMatchObject({ type: 'next', payload: { data: { b0: expected, a8: expected } } });
    expect(events.text).toContain(`"a8":${JSON.stringify(expected)}`);
    expect(inParts.text).toContain(`"d0":${JSON.stringify(expected)}`);
  });

  test('is refused with a code where its budget is smaller, and everything else is answered', async () => {
    const { url } = await open({ bounds: { planWeight: 17 } });
    const { body } = await post(url, { query: HEAVY });
    expect(body.errors?.[0]?.extensions?.['code']).toBe('LIMIT_EXCEEDED');
    expect((await post(url, { query: '{ topReviews { body } }' })).body.errors).toBeUndefined();
  });

  test('is refused when it takes too long, and at once from then on', async () => {
    const { url } = await open({ bounds: { planMs: 0 } });
    for (let at = 0; at < 2; at++) {
      const { body } = await post(url, { query: HEAVY });
      expect(body.errors?.[0]?.extensions?.['code']).toBe('LIMIT_EXCEEDED');
    }
  });

  test('is answered as well when another supergraph is served', async () => {
    const opened = await open();
    expect((await post(opened.url, { query: HEAVY })).body.errors).toBeUndefined();
    await opened.swap(SDL.replace('type Query', '"Changed." type Query'));
    const { body } = await post(opened.url, { query: HEAVY });
    expect(body.errors).toBeUndefined();
    expect(Object.keys(body.data ?? {})).toHaveLength(9);
  });
});
