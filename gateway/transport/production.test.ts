import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accounts } from '../fixtures/accounts.ts';
import { get, openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';

const ALL = [accounts, products, reviews];
const DEEP = `{ users ${'{ reviews { author '.repeat(8)}{ id }${'}}'.repeat(8)} }`;
let gateway: Gateway;

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
    production: true,
  });
});
afterAll(() => gateway.close());

/** What a client of each transport is told, as text. */
const TRANSPORTS: Readonly<Record<string, (query: string, variables?: object) => Promise<string>>> = {
  POST: async (query, variables) => (await post(gateway.url, { query, variables })).text,
  GET: async (query, variables) => (await get(gateway.url, { query, variables: JSON.stringify(variables ?? {}) })).text,
  events: async (query, variables) =>
    (await post(gateway.url, { query, variables }, { accept: 'text/event-stream' })).text,
  parts: async (query, variables) =>
    (await post(gateway.url, { query, variables }, { accept: 'multipart/mixed;subscriptionSpec=1.0' })).text,
  socket: async (query, variables) => {
    const socket = await openSocket(gateway.url, { init: {} });
    const messages = await operate(socket, '1', { query, variables });
    socket.webSocket.close();
    return JSON.stringify(messages);
  },
};

describe.each(Object.keys(TRANSPORTS))('in production, by %s', (name) => {
  const ask = async (query: string, variables?: object): Promise<string> =>
    (await TRANSPORTS[name]?.(query, variables)) ?? '';

  test.each([
    ['the schema', '{ __schema { types { name } } }'],
    ['a type, under another name', '{ a: __type(name: "User") { b: name } }'],
    ['a type, within a fragment', '{ ...F } fragment F on Query { __type(name: "User") { name } }'],
  ])('nobody learns %s', async (_, query) => {
    const told = await ask(query);
    expect(told).toContain('"code":"BAD_USER_INPUT"');
    expect(told).not.toMatch(/"data":|User|Introspection/);
  });

  test('a refusal names neither what was meant nor what the schema has', async () => {
    for (const query of ['{ usrs { id } }', '{ user(idd: "u1") { id } }', '{ users { ... on Usr { id } } }'])
      expect(await ask(query)).not.toMatch(/Did you mean|users|user\(|"User|stack|node_modules/);
    expect(await ask('query ($id: ID!) { user(id: $id) { id } }', { id: {} })).not.toMatch(/\$id|ID!|stack/);
  });

  test('a limit that is exceeded is not named', async () => {
    const told = await ask(DEEP);
    expect(told).toContain('"code":"LIMIT_EXCEEDED"');
    expect(told).not.toMatch(/depth|15|cost|stack/);
  });

  test('what fails is masked', async () => {
    expect(await ask('{ failing }')).not.toMatch(/hunter2|postgres|accounts|stack/);
  });
});
