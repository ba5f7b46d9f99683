import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { wholeName, withSamples } from '../../gateway/rest/example-values.ts';
import { type RouteExample, readRouteMap } from '../../gateway/rest/route-map.ts';
import { statusOf } from '../../gateway/rest/route-steps.ts';
import { befriend } from '../befriend.ts';
import { PASSWORD, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { joinDiscovery } from '../join-discovery.ts';
import { signInitData } from '../telegram-init-data.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

const map = readRouteMap();

interface Received {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
  readonly location: string | null;
}

/**
 * The examples of every route below `/v1`, in the order of the map. `{{name}}` in an answer is what the name stands for, or
 * gives it its meaning for the examples that follow; names that begin with `any` stand for something else each time.
 */
export const olderRoutes = (at: () => JourneySystem) =>
  describe('the routes of older systems', () => {
    let system: JourneySystem;
    const people = new Map<string, Person>();
    const values: Record<string, unknown> = {};

    beforeAll(async () => {
      system = at();
      const named = async (name: string): Promise<void> =>
        void people.set(name, await registerPerson(system.url, name));
      await Promise.all(['ada', 'ben', 'cora'].map(named));
      for (const role of ['ADMIN', 'FINANCE'])
        people.set(
          role.toLowerCase(),
          await withRole(system, await registerPerson(system.url, role.toLowerCase()), role),
        );
      for (const [name, person] of people) {
        values[`${name}Id`] = person.id;
        values[`${name}Name`] = person.nickname;
        values[`${name}Email`] = `${person.nickname}@example.com`;
        values[`${name}Token`] = person.accessToken;
        values[`${name}RefreshToken`] = person.refreshToken;
      }
      values['password'] = PASSWORD;
      values['initData'] = signInitData({ id: Date.now(), first_name: 'Eva', username: 'eva' });
      await Promise.all(['ada', 'ben'].map(async (name) => joinDiscovery(people.get(name) as Person)));
      const card = { token: 'tok_ok', idempotencyKey: 'card' };
      const saved = await people.get('ada')?.do('attachPaymentMethod', card, 'paymentMethod { id }');
      values['adaPaymentMethodId'] = saved.paymentMethod.id;
      const bank = { token: 'ptok_ok', currency: 'EUR', idempotencyKey: 'bank' };
      const created = await people.get('ben')?.do('createPayoutMethod', bank, 'payoutMethod { id }');
      values['benPayoutMethodId'] = created.payoutMethod.id;
      await prepareOlderClients(people, values);
      const unique = String(values['adaName']).slice(-8);
      for (const system of ['live', 'dating', 'accounts', 'projects']) {
        values[`${system}NewName`] = `${system}_${unique}`;
        values[`${system}NewEmail`] = `${system}_${unique}@example.com`;
      }
    });
    afterAll(async () => {
      await Promise.all([...people.values()].map((person) => person.close()));
    });

    async function send(method: string, path: string, example: RouteExample): Promise<Received> {
      const parts = withSamples(example.path ?? {}, values) as Record<string, string>;
      const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts[name] ?? `:${name}`));
      const query = new URLSearchParams(withSamples(example.query ?? {}, values) as Record<string, string>);
      const headers = new Headers(withSamples(example.headers ?? {}, values) as Record<string, string>);
      if (example.as !== undefined) {
        const person = people.get(example.as);
        headers.set('authorization', `Bearer ${person?.accessToken ?? values[`${example.as}Token`]}`);
      }
      const response = await fetch(`${system.url}/v1${filled}${query.size === 0 ? '' : `?${query}`}`, {
        method,
        headers,
        redirect: 'manual',
        ...(await bodyOf(example, headers)),
      });
      const text = await response.text();
      const type = response.headers.get('content-type') ?? '';
      const body: unknown = /json/.test(type) ? JSON.parse(text) : text;
      return { status: response.status, type, body, location: response.headers.get('location') };
    }

    async function bodyOf(example: RouteExample, headers: Headers): Promise<RequestInit> {
      const body = withSamples(example.body ?? null, values);
      if (example.file !== undefined) {
        const form = new FormData();
        for (const [name, value] of Object.entries(body ?? {})) form.set(name, String(value));
        const { name, text = '', picture = false } = example.file;
        const color = { r: 40, g: 90, b: 200 };
        const bytes = picture
          ? await sharp({ create: { width: 64, height: 48, channels: 3, background: color } })
              .jpeg()
              .toBuffer()
          : Buffer.from(text);
        form.set('file', new Blob([new Uint8Array(bytes)], { type: picture ? 'image/jpeg' : 'text/plain' }), name);
        return { body: form };
      }
      if (body === null) return {};
      headers.set('content-type', 'application/json');
      return { body: JSON.stringify(body) };
    }

    for (const group of map.groups)
      describe(group.name, () => {
        for (const route of group.routes)
          test.each(
            route.examples.map((example, index) => ({ name: example.title ?? `example ${index + 1}`, example })),
          )(`${route.method} ${route.path}: $name`, async ({ example }) => {
            const status = example.status ?? statusOf(route);
            const isFine = (received: Received): boolean =>
              received.status === status && meets(example.response, received.body, { ...values });
            let received = await send(route.method, route.path, example);
            // What other domains have not heard of yet.
            if (route.method === 'GET' && !isFine(received))
              await eventually(
                async () => {
                  received = await send(route.method, route.path, example);
                  return isFine(received);
                },
                'the answer',
                15_000,
              ).catch(() => undefined);
            if (received.status !== status)
              throw new Error(`${received.status}, and not ${status}: ${JSON.stringify(received.body)}`);
            if (example.response !== undefined && !meets(example.response, received.body, values))
              expect(received.body).toEqual(shown(example.response, values));
            if (status >= 400) expect(received.type).toMatch(/^application\/problem\+json/);
            if (status === 302) expect(received.location).toMatch(/^http/);
          });
      });
  });

/** Money to send, a friend to talk to, and a template to notify with. */
async function prepareOlderClients(
  people: ReadonlyMap<string, Person>,
  values: Record<string, unknown>,
): Promise<void> {
  const [cora, finance, admin] = ['cora', 'finance', 'admin'].map((name) => people.get(name));
  if (cora === undefined || finance === undefined || admin === undefined) throw new Error('Somebody is missing.');
  const { paymentMethod } = await cora.do(
    'attachPaymentMethod',
    { token: 'tok_ok', idempotencyKey: 'card' },
    'paymentMethod { id }',
  );
  const { walletAccounts } = await cora.ask('{ walletAccounts { id } }');
  const deposit = { accountId: walletAccounts[0].id, amount: { amount: '15000', currency: 'EUR' } };
  await cora.do(
    'deposit',
    { ...deposit, paymentMethodId: paymentMethod.id, idempotencyKey: 'deposit' },
    'deposit { id }',
  );
  await befriend(cora, finance);
  const template = { name: 'older-news', locale: 'en', title: 'News of {{project}}', body: 'Somebody has replied.' };
  await admin.do('createNotificationTemplate', template, 'template { id }');
  values['accountsNewPhone'] = `+491511${String(randomInt(10_000_000)).padStart(7, '0')}`;
}

/** Whether an answer is as the example says; gives names without a meaning theirs. */
function meets(expected: unknown, answer: unknown, values: Record<string, unknown>): boolean {
  if (expected === undefined) return true;
  const name = typeof expected === 'string' ? wholeName(expected) : null;
  if (name?.startsWith('any')) return answer !== undefined;
  if (name !== null) {
    if (name in values) return values[name] === answer;
    values[name] = answer;
    return answer !== undefined && answer !== null;
  }
  if (typeof expected !== 'object' || expected === null) return withSamples(expected, values) === answer;
  if (typeof answer !== 'object' || answer === null || Array.isArray(expected) !== Array.isArray(answer)) return false;
  const keys = Object.keys(expected);
  if (keys.length !== Object.keys(answer).length) return false;
  return keys.every((key) => meets(Reflect.get(expected, key), Reflect.get(answer, key), values));
}

/** What was expected, as far as it is known. */
const shown = (expected: unknown, values: Record<string, unknown>): unknown =>
  JSON.parse(JSON.stringify(expected), (_, value: unknown) => {
    const name = typeof value === 'string' ? wholeName(value) : null;
    return name !== null && name in values ? values[name] : value;
  });
