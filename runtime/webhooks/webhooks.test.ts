import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Gateway } from '../../gateway/index.ts';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { withMarks } from '../erasure/erase-marked.ts';
import { openGuardedHttp } from '../http/guarded-http.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { receiveWebhook, type WebhookProvider } from './receive-webhook.ts';
import { retryWaitingEvents } from './retry-waiting-events.ts';
import { deriveWebhookSecret, verifyWebhook, webhookHeaders } from './standard-webhooks.ts';
import { createWebhookEndpoints, type WebhookDelivery } from './webhook-endpoints.ts';

const log = pino({ level: 'silent' });
const SERVER_SECRET = 'a secret of the shop, as long as needed';
const PROVIDER_SECRET = deriveWebhookSecret('a secret of the provider', 'shop');
const TOPIC = 'shop.webhooks';
const HOUR_MS = 60 * 60 * 1_000;

interface ShopContext {
  readonly receive: (request: Parameters<typeof receiveWebhook>[2]) => Promise<Response>;
  readonly retry: () => Promise<unknown>;
  readonly endpoints: ReturnType<typeof createWebhookEndpoints>;
  readonly publish: (id: string, type: string) => Promise<void>;
  readonly now: () => Date;
}

/** Payments that are settled by a provider's events, and orders that merchants hear of. */
const shopAt = (now: () => Date): ToyDomain<ShopContext> => ({
  name: 'shop',
  contract: `type Query { shop: String }
    type Mutation { retry: Boolean publish(id: String!, type: String!): Boolean }`,
  tables: 'CREATE TABLE payment (id text PRIMARY KEY, settled int NOT NULL DEFAULT 0)',
  prismaSchema: '/// @webhooks\n',
  resolvers: {
    Mutation: {
      retry: async (_: unknown, __: unknown, { retry }: ShopContext) => {
        await retry();
        return true;
      },
      publish: async (_: unknown, { id, type }: { id: string; type: string }, { publish }: ShopContext) => {
        await publish(id, type);
        return true;
      },
    },
  },
  routes: [{ method: 'POST', path: '/webhooks/:provider', handle: (request, { receive }) => receive(request) }],
  open({ signals }, database) {
    const provider: WebhookProvider<Sql> = {
      name: 'bank',
      verify: (request) => verifyWebhook([PROVIDER_SECRET], request),
      async handle(_, { body }, sql) {
        const { payment, fails } = JSON.parse(body.toString());
        const settled = await sql.$executeRaw`UPDATE payment SET settled = settled + 1 WHERE id = ${String(payment)}`;
        if (fails === true) throw new Error('not today');
        return settled === 1;
      },
    };
    const http = openGuardedHttp((address) => address === '127.0.0.1');
    const retrying = retryWaitingEvents({ database, providers: [provider], now, log });
    return {
      createContext: () => ({
        receive: (request) => receiveWebhook({ database, now }, provider, request),
        retry: () => retrying.run(new AbortController().signal),
        endpoints: createWebhookEndpoints(database.sql, SERVER_SECRET),
        now,
        async publish(id, type) {
          await database.transaction(async (_, sql) => {
            const draft = { ownerId: 'usr_ada', id, type, data: { order: 'ord_1' } };
            await createWebhookEndpoints(sql, SERVER_SECRET).publish(draft, now());
            if (type === 'order.impossible') throw new Error('there is no such order');
          });
          await signals.notify(TOPIC);
        },
      }),
      jobs: [
        deliverWebhooks({
          sql: database.sql,
          http,
          serverSecret: SERVER_SECRET,
          topic: TOPIC,
          now,
          random: () => 1,
          log,
        }),
      ],
      close: () => http.close(),
    };
  },
});

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('webhooks of a domain, $form', ({ served }) => {
  let clock = Date.parse('2030-01-01T12:00:00.000Z');
  const now = (): Date => new Date(clock);
  let world: ToyWorld;
  let running: ToyProcess;
  let gateway: Gateway;
  beforeAll(async () => {
    world = await openToyWorld({ served });
    running = await world.open(shopAt(now));
    gateway = await running.gateway();
  });
  afterAll(() => world.close());

  const retry = () => running.client('shop').execute('mutation { retry }');
  const addPayment = (id: string) => world.query('shop', 'INSERT INTO payment (id) VALUES ($1)', [id]);
  const settledOf = async (id: string): Promise<unknown> =>
    (await world.query('shop', 'SELECT settled FROM payment WHERE id = $1', [id]))[0]?.['settled'];
  const waiting = async () =>
    (await world.query('shop', 'SELECT id FROM webhook_event WHERE due_at IS NOT NULL')).length;

  async function send(id: string, content: object, { at = now(), secret = PROVIDER_SECRET, changed = '' } = {}) {
    const body = JSON.stringify(content);
    const headers = { 'content-type': 'application/json', ...webhookHeaders([secret], { id, body }, at) };
    const response = await fetch(`${gateway.url}/webhooks/bank`, {
      method: 'POST',
      headers,
      body: `${body}${changed}`,
    });
    return response.status;
  }

  test('twenty times the same event at once have one effect', async () => {
    await addPayment('pay_1');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => send('evt_1', { payment: 'pay_1' })));
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect(await settledOf('pay_1')).toBe(1);
    expect(await send('evt_1', { payment: 'pay_1' })).toBe(204);
    expect(await settledOf('pay_1')).toBe(1);
  });

  test('what the provider has not signed, or not lately, is refused', async () => {
    await addPayment('pay_2');
    const event = { payment: 'pay_2' };
    const secret = deriveWebhookSecret('a stranger', 'shop');
    expect(await send('evt_2', event, { secret })).toBe(401);
    expect(await send('evt_2', event, { changed: ' ' })).toBe(401);
    for (const minutes of [-6, 6])
      expect(await send('evt_2', event, { at: new Date(clock + minutes * 60_000) })).toBe(401);
    expect(await settledOf('pay_2')).toBe(0);
    expect(await send('evt_2', event)).toBe(204);
    expect(await settledOf('pay_2')).toBe(1);
  });

  test('a handler that fails answers 5xx and leaves nothing, so that the event can come again', async () => {
    await addPayment('pay_3');
    expect(await send('evt_3', { payment: 'pay_3', fails: true })).toBe(500);
    expect(await settledOf('pay_3')).toBe(0);
    expect(await send('evt_3', { payment: 'pay_3' })).toBe(204);
    expect(await settledOf('pay_3')).toBe(1);
  });

  test('an event that comes before its object waits for it', async () => {
    expect(await send('evt_4', { payment: 'pay_4' })).toBe(204);
    expect(await send('evt_4', { payment: 'pay_4' })).toBe(204);
    clock += 5_000;
    await retry();
    expect(await waiting()).toBe(1);
    await addPayment('pay_4');
    clock += 10_000;
    await retry();
    expect([await settledOf('pay_4'), await waiting()]).toEqual([1, 0]);
    clock += HOUR_MS;
    await retry();
    expect(await settledOf('pay_4')).toBe(1);
  });

  test('an event waits 24 hours, and no longer', async () => {
    expect(await send('evt_5', { payment: 'pay_5' })).toBe(204);
    clock += 24 * HOUR_MS - 1;
    await retry();
    expect(await waiting()).toBe(1);
    clock += 10 * 60_000;
    await retry();
    expect(await waiting()).toBe(0);
    await addPayment('pay_5');
    clock += HOUR_MS;
    await retry();
    expect(await settledOf('pay_5')).toBe(0);
  });

  test('an event that fails while it waits does not hold up the others', async () => {
    expect(await send('evt_6', { payment: 'pay_6' })).toBe(204);
    expect(await send('evt_7', { payment: 'pay_7' })).toBe(204);
    await addPayment('pay_7');
    await world.query('shop', `UPDATE webhook_event SET body = '{"payment":"pay_7","fails":true}' WHERE id = 'evt_6'`);
    clock += 5_000;
    await retry();
    expect([await settledOf('pay_7'), await waiting()]).toEqual([1, 1]);
  });

  describe('to merchants', () => {
    interface Posted {
      readonly headers: Headers;
      readonly body: Buffer;
    }
    const posted: Posted[] = [];
    let respond: () => number = () => 204;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
      posted.push({ headers, body: Buffer.concat(chunks) });
      response.writeHead(respond()).end();
    });
    let url = '';
    let endpoints: ReturnType<typeof createWebhookEndpoints>;
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      endpoints = createWebhookEndpoints(world.database('shop').sql, SERVER_SECRET);
    });
    afterAll(() => void server.close());

    async function openEndpoint(types: readonly string[] = []) {
      for (const { id } of await endpoints.list('usr_ada')) await endpoints.remove('usr_ada', id);
      posted.length = 0;
      respond = () => 204;
      const { endpoint, secret } = await endpoints.create({ ownerId: 'usr_ada', url, types }, now());
      const deliveries = () => endpoints.deliveries('usr_ada', endpoint.id, 10);
      return { id: endpoint.id, secret, deliveries };
    }
    const publish = (id: string, type = 'order.placed') =>
      running
        .client('shop')
        .execute('mutation ($id: String!, $type: String!) { publish(id: $id, type: $type) }', { id, type });
    const idOf = (secret: string, at: number) => {
      const message = posted[at];
      return message === undefined ? undefined : verifyWebhook([secret], { ...message, now: now() });
    };
    const state = async (deliveries: () => Promise<WebhookDelivery[]>, is: WebhookDelivery['state'], attempts = 1) =>
      eventually(async () => {
        const [newest] = await deliveries();
        return newest?.state === is && newest.attempts === attempts;
      }, `a delivery to be ${is}`);

    test('an event is posted once, signed, and recorded', async () => {
      const { secret, deliveries } = await openEndpoint();
      await publish('evt_a');
      await publish('evt_a');
      await state(deliveries, 'SENT');
      expect(idOf(secret, 0)).toBe('evt_a');
      expect(JSON.parse(String(posted[0]?.body))).toMatchObject({ type: 'order.placed', data: { order: 'ord_1' } });
      expect([posted.length, (await deliveries()).length]).toEqual([1, 1]);
    });

    test('an event whose transaction fails is not posted', async () => {
      const { deliveries } = await openEndpoint();
      await publish('evt_b', 'order.impossible');
      expect(await deliveries()).toEqual([]);
    });

    test('an endpoint gets the types that it wants, and nobody else’s', async () => {
      const { deliveries } = await openEndpoint(['order.cancelled']);
      const other = await endpoints.create({ ownerId: 'usr_eve', url, types: [] }, now());
      await publish('evt_c');
      await publish('evt_d', 'order.cancelled');
      await state(deliveries, 'SENT');
      expect((await deliveries()).map(({ eventId }) => eventId)).toEqual(['evt_d']);
      expect(await endpoints.deliveries('usr_eve', other.endpoint.id, 10)).toEqual([]);
      expect(await endpoints.rotateSecret('usr_eve', (await endpoints.list('usr_ada'))[0]?.id ?? '', now())).toBeNull();
    });

    test('for a day after a rotation both secrets sign, then the new one alone', async () => {
      const { id, secret, deliveries } = await openEndpoint();
      const next = (await endpoints.rotateSecret('usr_ada', id, now())) ?? '';
      await publish('evt_e');
      await state(deliveries, 'SENT');
      expect([idOf(secret, 0), idOf(next, 0)]).toEqual(['evt_e', 'evt_e']);
      clock += 24 * HOUR_MS;
      await publish('evt_f');
      await eventually(() => posted.length === 2, 'the second event');
      expect([idOf(secret, 1), idOf(next, 1)]).toEqual([null, 'evt_f']);
    });

    test('what is refused is tried again later, under the same id and with the same bytes', async () => {
      const { secret, deliveries } = await openEndpoint();
      respond = () => 500;
      await publish('evt_g');
      await state(deliveries, 'PENDING');
      await eventually(async () => (await deliveries())[0]?.error === 'answered 500', 'the failure to be recorded');
      respond = () => 204;
      clock += 15_000;
      await publish('evt_g');
      await state(deliveries, 'SENT', 2);
      expect([idOf(secret, 1), posted[0]?.body.equals(posted[1]?.body ?? Buffer.alloc(0))]).toEqual(['evt_g', true]);
    });

    test('what was settled can be sent again', async () => {
      const { id, secret, deliveries } = await openEndpoint();
      await publish('evt_h');
      await state(deliveries, 'SENT');
      expect(await endpoints.replay('usr_eve', id, new Date(0), now())).toBe(0);
      expect(await endpoints.replay('usr_ada', id, new Date(0), now())).toBe(1);
      await publish('evt_h');
      await eventually(() => posted.length === 2, 'the event to come again');
      expect(idOf(secret, 1)).toBe('evt_h');
    });

    test('an endpoint that is gone is disabled', async () => {
      const { deliveries } = await openEndpoint();
      respond = () => 410;
      await publish('evt_i');
      await state(deliveries, 'DEAD');
      expect((await endpoints.list('usr_ada'))[0]?.isEnabled).toBe(false);
    });

    test('the endpoints of a person who has deleted their account are erased with what they got', async () => {
      const { deliveries } = await openEndpoint();
      await endpoints.create({ ownerId: 'usr_eve', url, types: [] }, now());
      await publish('evt_k');
      await state(deliveries, 'SENT');
      const { sql } = world.database('shop');
      const erase = withMarks<Sql>(undefined, {
        tables: [],
        hasRelations: false,
        hasSuspensions: false,
        hasFollows: false,
        hasWebhooks: true,
      });
      expect(await erase?.(sql, 'usr_ada', sql)).toMatchObject({ isComplete: true });
      const left = await world.query('shop', 'SELECT DISTINCT owner_id FROM webhook_endpoint');
      expect(left).toEqual([{ owner_id: 'usr_eve' }]);
      expect(await world.query('shop', "SELECT id FROM webhook_delivery WHERE event_id = 'evt_k'")).toEqual([]);
    });

    test('an address that is not public gets nothing', async () => {
      const { id, deliveries } = await openEndpoint();
      const forbidden = { id, ownerId: 'usr_ada', url: 'https://10.0.0.1/', types: [], isEnabled: true };
      expect(await endpoints.update(forbidden)).toBe(true);
      await publish('evt_j');
      await state(deliveries, 'DEAD');
      expect((await deliveries())[0]?.error).toBe('The address is not public.');
    });
  });
});
