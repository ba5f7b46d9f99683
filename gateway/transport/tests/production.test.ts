import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { accounts } from '../../fixtures/accounts.ts';
import { get, openSocket, operate, post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import type { Gateway } from '../../index.ts';
import { documentHash } from '../../limits/trusted-documents.ts';

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

/** The response that a client of each transport gets, as text. */
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
    // An id of a request may hold any digits.
    ((await TRANSPORTS[name]?.(query, variables)) ?? '').replace(/"requestId":"[^"]*"/g, '');

  test.each([
    ['the schema', '{ __schema { types { name } } }'],
    ['a type, under another name', '{ a: __type(name: "User") { b: name } }'],
    ['a type, within a fragment', '{ ...F } fragment F on Query { __type(name: "User") { name } }'],
  ])('nobody learns %s', async (_, query) => {
    const response = await ask(query);
    expect(response).toContain('"code":"BAD_USER_INPUT"');
    expect(response).not.toMatch(/"data":|User|Introspection/);
  });

  test('a refusal names neither what was meant nor what the schema has', async () => {
    for (const query of ['{ usrs { id } }', '{ user(idd: "u1") { id } }', '{ users { ... on Usr { id } } }'])
      expect(await ask(query)).not.toMatch(/Did you mean|users|user\(|"User|stack|node_modules/);
    expect(await ask('query ($id: ID!) { user(id: $id) { id } }', { id: {} })).not.toMatch(/\$id|ID!|stack/);
  });

  test('a limit that is exceeded is not named', async () => {
    const response = await ask(DEEP);
    expect(response).toContain('"code":"LIMIT_EXCEEDED"');
    expect(response).not.toMatch(/depth|15|cost|stack/);
  });

  test('what fails is masked', async () => {
    expect(await ask('{ failing }')).not.toMatch(/hunter2|postgres|accounts|stack/);
  });
});

test('one refusal answers no guess, neither by where it points nor by how many there are', async () => {
  const some = await ask('{ users { id nick mail } }');
  const all = await ask('{ users { name id } }', { odd: 1 });
  expect(all.body.errors).toBeUndefined();
  for (const query of ['{ users { nick } }', '{ users { id nick mail } }', '{ nope { a b c } }'])
    expect((await ask(query)).text).toBe(some.text);
  const variables = 'query ($a: Int!, $b: Int!) { users { id } }';
  expect((await ask(variables, { a: 'x', b: 1 })).text).toBe((await ask(variables, { a: 'x', b: 'x' })).text);
  expect(some.text).not.toContain('locations');
});

test('a trusted document that is not valid says where', async () => {
  const text = 'query Old { users { nick } }';
  const texts = new Map([[documentHash(text), text]]);
  const trusting = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
    production: true,
    documents: { trusted: { mode: 'allow', texts }, shared: null },
  });
  const [own, other] = [await post(trusting.url, { query: text }), await post(trusting.url, { query: `${text} ` })];
  expect(own.text).toContain('"locations":[{"line":1,"column":21}]');
  expect(other.text).not.toContain('locations');
  await trusting.close();
});

test('a subgraph that is away is not named', async () => {
  const { subgraphs, calls } = openFixtures(ALL);
  calls.intercept = () => async () => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', 'accounts at 10.0.0.7 is away')] });
  const away = await openFixtureGateway({ supergraphSdl: composeFixtures(ALL), subgraphs, production: true });
  const { text } = await post(away.url, { query: '{ users { id } }' });
  expect(text).toContain('"code":"SUBGRAPH_UNAVAILABLE"');
  expect(text).not.toMatch(/accounts|10\.0/);
  await away.close();
});

test('an unknown operation name is reported in development only', async () => {
  const request = { query: 'query A { __typename } query B { __typename }', operationName: 'C' };
  const developing = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: openFixtures(ALL).subgraphs,
  });
  expect((await post(gateway.url, request)).body.errors?.[0]?.message).toBe('Unknown operation name.');
  expect((await post(developing.url, request)).body.errors?.[0]?.message).toBe(
    'Unknown operation name "C": the document has "A", "B".',
  );
  const unnamed = { query: '{ __typename }', operationName: 'x'.repeat(500) };
  expect((await post(developing.url, unnamed)).body.errors?.[0]?.message).toBe(
    `Unknown operation name "${'x'.repeat(100)}": the document has one without a name.`,
  );
  await developing.close();
});

const ask = (query: string, variables?: object) => post(gateway.url, { query, variables });
