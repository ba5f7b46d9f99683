import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { verifyWebhook } from '../../runtime/webhooks/standard-webhooks.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { textInputsOf } from './fixtures/text-inputs.ts';
import subgraph from './index.ts';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const DETAILS = 'details { kind brand last4 expiryMonth expiryYear }';
const ATTACH = `mutation ($input: AttachPaymentMethodInput!) { done: attachPaymentMethod(input: $input) {
  paymentMethod { id isDefault ${DETAILS} } isReplay ${ERRORS} } }`;
const PAYOUT_METHOD = `mutation ($input: CreatePayoutMethodInput!) { done: createPayoutMethod(input: $input) {
  payoutMethod { id currency isDefault ${DETAILS} } isReplay ${ERRORS} } }`;
const PAY_OUT = `mutation ($input: CreatePayoutInput!) { done: createPayout(input: $input) {
  payout { id state } errors { __typename ... on UserError { path } ... on InvalidState { from }
    ... on AmountOutOfRange { min { amount } } } } }`;
const PAYOUT = `query ($id: ID!) { _entities(representations: [{ __typename: "PayoutTransfer", id: $id }]) {
  ... on PayoutTransfer { state amount { amount currency } arrivalDate failureCode reference { type id }
    method { kind last4 } } } }`;

let world: DomainWorld;
const person = (): string => newId('usr', new Date());

// Answers are plain JSON of many shapes; each test states the shape it expects.
// biome-ignore lint/suspicious/noExplicitAny: see above.
const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
  const { data, errors } = await world.execute(query, variables, world.as(viewerId));
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data?.['done'] ?? data;
};
const payOut = async (input: object, domain = 'wallet') => {
  const { data, errors } = await world.execute(PAY_OUT, { input }, world.asService(domain));
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object(data)['done'];
};
const attach = (viewerId: string, input: object) => run(viewerId, ATTACH, { input });
const refusal = (typename: string, ...path: string[]) => [{ __typename: typename, path: ['input', ...path] }];
const sandboxMethods = async (): Promise<number> => {
  const [row] = await world.sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM sandbox_method`;
  return row?.count ?? 0;
};

beforeAll(async () => {
  world = await openDomainWorld(subgraph, {});
});
afterAll(() => world.close());

describe('webhook endpoints', () => {
  const CREATE = `mutation ($input: CreateWebhookEndpointInput!) { done: createWebhookEndpoint(input: $input) {
    endpoint { id url events isEnabled } secret ${ERRORS} } }`;
  const UPDATE = `mutation ($input: UpdateWebhookEndpointInput!) { done: updateWebhookEndpoint(input: $input) {
    endpoint { id url events isEnabled } ${ERRORS} } }`;
  const ROTATE = `mutation ($id: ID!) { done: rotateWebhookSecret(input: { endpointId: $id }) {
    endpoint { id previousSecretUntil } secret ${ERRORS} } }`;
  const DELETE = `mutation ($id: ID!) { done: deleteWebhookEndpoint(input: { endpointId: $id }) { endpointId ${ERRORS} } }`;
  const REPLAY = `mutation ($input: ReplayWebhookDeliveriesInput!) { done: replayWebhookDeliveries(input: $input) {
    count ${ERRORS} } }`;
  const DELIVERIES = `query ($id: ID!) { webhookDeliveries(endpointId: $id) { eventId event state attempts } }`;

  interface Received {
    readonly headers: Headers;
    readonly body: Buffer;
  }
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: Buffer.concat(parts) });
      response.writeHead(204).end();
    });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // as: a server that listens on a port has an address of this form.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const payTo = async (ada: string): Promise<string> => {
    const { payoutMethod } = await run(ada, PAYOUT_METHOD, { input: { token: 'ptok_ok', currency: 'EUR' } });
    const { payout } = await payOut({
      ...{ userId: ada, payoutMethodId: payoutMethod.id, amount: { amount: '900', currency: 'EUR' } },
      ...{ reference: { type: 'withdrawal', id: newId('wdr', new Date()) }, key: newId('key', new Date()) },
    });
    return payout.id;
  };

  test('what happens to payments of the owner is posted, signed, filtered, and again on request', async () => {
    const [ada, eve] = [person(), person()];
    const created = await run(ada, CREATE, { input: { url, events: ['PAYOUT_PAID'] } });
    expect(created).toMatchObject({ endpoint: { url, events: ['PAYOUT_PAID'], isEnabled: true }, errors: [] });
    const others = await run(eve, CREATE, { input: { url, events: ['PAYMENT_FAILED'] } });
    const id = created.endpoint.id;
    const payoutId = await payTo(ada);
    const ofPayout = () => received.filter(({ body }) => body.includes(payoutId));
    await eventually(() => ofPayout().length === 1, 'the webhook');
    const [first] = ofPayout();
    if (first === undefined) throw new Error('nothing was received');
    expect(verifyWebhook([created.secret], { ...first, now: new Date() })).toBe(`${payoutId}.PAYOUT_PAID`);
    expect(JSON.parse(first.body.toString())).toMatchObject({
      ...{ type: 'PAYOUT_PAID', data: { payoutId, amount: '900', currency: 'EUR' } },
    });
    const deliveries = async (viewerId: string, endpointId: string) =>
      (await run(viewerId, DELIVERIES, { id: endpointId })).webhookDeliveries;
    await eventually(async () => (await deliveries(ada, id))[0]?.state === 'SENT', 'the delivery to be settled');
    expect(await deliveries(ada, id)).toMatchObject([{ eventId: `${payoutId}.PAYOUT_PAID`, event: 'PAYOUT_PAID' }]);
    expect(await deliveries(eve, id)).toEqual([]);
    expect(await deliveries(eve, others.endpoint.id)).toEqual([]);

    const rotated = await run(ada, ROTATE, { id });
    expect(rotated).toMatchObject({ endpoint: { previousSecretUntil: expect.any(String) }, errors: [] });
    const from = new Date(Date.now() - 60_000).toISOString();
    expect(await run(ada, REPLAY, { input: { endpointId: id, from } })).toEqual({ count: 1, errors: [] });
    await eventually(() => ofPayout().length === 2, 'the webhook once more');
    const [, again] = ofPayout();
    if (again === undefined) throw new Error('nothing was received again');
    for (const secret of [created.secret, rotated.secret])
      expect(verifyWebhook([secret], { ...again, now: new Date() })).toBe(`${payoutId}.PAYOUT_PAID`);
  });

  test('endpoints are changed and deleted by their owner alone', async () => {
    const [ada, eve] = [person(), person()];
    const { endpoint } = await run(ada, CREATE, { input: { url, events: [] } });
    const changes = { endpointId: endpoint.id, isEnabled: false, events: ['REFUND_FAILED', 'REFUND_FAILED'] };
    expect((await run(eve, UPDATE, { input: changes })).errors).toEqual(refusal('NotFound', 'endpointId'));
    expect((await run(eve, ROTATE, { id: endpoint.id })).errors).toEqual(refusal('NotFound', 'endpointId'));
    expect((await run(eve, DELETE, { id: endpoint.id })).errors).toEqual(refusal('NotFound', 'endpointId'));
    const from = new Date().toISOString();
    expect((await run(eve, REPLAY, { input: { endpointId: endpoint.id, from } })).errors).toEqual(
      refusal('NotFound', 'endpointId'),
    );
    expect((await run(ada, UPDATE, { input: changes })).endpoint).toEqual({
      ...{ id: endpoint.id, url, events: ['REFUND_FAILED'], isEnabled: false },
    });
    expect((await run(ada, '{ webhookEndpoints { id isEnabled } }')).webhookEndpoints).toEqual([
      { id: endpoint.id, isEnabled: false },
    ]);
    expect(await run(ada, DELETE, { id: endpoint.id })).toEqual({ endpointId: endpoint.id, errors: [] });
    expect((await run(ada, '{ webhookEndpoints { id } }')).webhookEndpoints).toEqual([]);
  });

  test.each([
    'http://10.0.0.1/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/x',
    'https://host:0/',
    'https://example.com/\r\nx-evil: 1',
    'ftp://example.com/',
    'not an address',
  ])('nothing is sent to %j', async (address) => {
    const { data } = await world.execute(CREATE, { input: { url: address, events: [] } }, world.as(person()));
    const refused = data === null || data === undefined ? null : Object(data)['done'];
    if (refused !== null) expect(refused).toMatchObject({ endpoint: null, errors: refusal('InvalidInput', 'url') });
  });

  test('a person has at most 10', async () => {
    const ada = person();
    const calls = Array.from({ length: 12 }, () => run(ada, CREATE, { input: { url, events: [] } }));
    const created = await Promise.all(calls);
    expect(created.filter(({ endpoint }) => endpoint !== null)).toHaveLength(10);
    expect(created.flatMap(({ errors }) => errors)).toEqual([
      ...refusal('TooManyEndpoints'),
      ...refusal('TooManyEndpoints'),
    ]);
  });
});

test('no text of any mutation takes a card number', async () => {
  const contract = new URL('./schema.graphql', import.meta.url);
  const inputs = textInputsOf(contract, '4242 4242-42424242');
  expect(inputs.length).toBeGreaterThan(60);
  const callers = [world.as(person(), { scopes: ['finance'] }), world.asService('wallet')];
  for (const { mutation, inputType, path, input } of inputs) {
    const query = `mutation ($input: ${inputType}) { done: ${mutation}(input: $input) { ${ERRORS} } }`;
    const caller = /For$|^createPayout$/.test(mutation) ? callers[1] : callers[0];
    const { data, errors } = await world.execute(query, { input }, caller);
    const outcome = { mutation, path, errors, refused: Object(data)['done']?.errors };
    expect(outcome).toEqual({ mutation, path, errors: undefined, refused: refusal('InvalidInput', ...path) });
  }
});

test('what people have written goes with their account, amounts stay, and what tax law requires is sealed', async () => {
  const ada = person();
  await attach(ada, { token: 'tok_ok' });
  const { payoutMethod } = await run(ada, PAYOUT_METHOD, { input: { token: 'ptok_ok', currency: 'EUR' } });
  const canary = `canary of ${ada}`;
  const input = {
    ...{ amount: { amount: '700', currency: 'EUR' }, method: { token: 'tok_ok' }, capture: 'MANUAL' },
    ...{ description: canary, metadata: [{ name: 'note', value: canary }], idempotencyKey: newId('key', new Date()) },
    returnUrl: 'https://app.example/canary',
  };
  const create = `mutation ($input: CreatePaymentInput!) { done: createPayment(input: $input) { payment { id state } ${ERRORS} } }`;
  const { payment } = await run(ada, create, { input });
  const { payout } = await payOut({
    ...{ userId: ada, payoutMethodId: payoutMethod.id, amount: { amount: '900', currency: 'EUR' } },
    ...{ reference: { type: 'withdrawal', id: newId('wdr', new Date()) }, key: newId('key', new Date()) },
  });
  const paymentState = async () =>
    (await run(ada, 'query ($id: ID!) { payment(id: $id) { state } }', { id: payment.id })).payment.state;
  const payoutState = async () => (await run(ada, PAYOUT, { id: payout.id }))._entities[0].state;
  await eventually(async () => (await paymentState()) === 'AUTHORIZED', 'the payment to be authorized');
  await eventually(async () => (await payoutState()) === 'PAID', 'the payout to be paid');
  const obstacles =
    'query ($userId: ID!) { deletionObstacles(userId: $userId) { kind count amount { amount currency } } }';
  const { data } = await world.execute(obstacles, { userId: ada }, world.asService('auth'));
  expect(data?.['deletionObstacles']).toEqual([{ kind: 'HOLD', count: 1, amount: { amount: '700', currency: 'EUR' } }]);
  expect(Object.keys(await personalDataOf(world, ada))).toEqual(
    expect.arrayContaining(['payments', 'paymentMethods', 'payoutMethods', 'payouts', 'refunds']),
  );

  const before = await sandboxMethods();
  await world.erase(ada);

  const remains = await world.remains(ada, canary);
  expect(remains.filter(({ table }) => !table.endsWith('.retained_record'))).toEqual([]);
  const [row] = await world.sql.$queryRaw<{ amount: string; payer: string | null; sealed: number }[]>`
    SELECT amount, payer_id AS payer, (SELECT count(*)::int FROM retained_record WHERE subject_id = ${ada}) AS sealed
    FROM payment WHERE id = ${payment.id}`;
  expect(row).toEqual({ amount: '700', payer: null, sealed: 2 });
  await eventually(async () => (await sandboxMethods()) === before - 2, 'the provider to forget the person');

  const retained = `query ($id: ID!) { retainedPaymentRecords(userId: $id, reason: "A tax audit.") { source reason record } }`;
  const auditor = world.as(person(), { scopes: ['finance'] });
  const opened = (await world.execute(retained, { id: ada }, auditor)).data?.['retainedPaymentRecords'];
  expect(opened).toEqual([
    { source: 'payment', reason: 'tax law', record: expect.stringContaining(canary) },
    { source: 'payout_transfer', reason: 'tax law', record: expect.stringContaining(payout.id) },
  ]);
  const refused = await world.execute(retained, { id: ada }, world.as(person(), { scopes: ['admin'] }));
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const [audited] = await world.sql.$queryRaw<object[]>`
    SELECT actor_id AS "actorId", reason FROM audit_entry WHERE subject_id = ${ada} AND action = 'readRetainedRecords'`;
  expect(audited).toEqual({ actorId: auditor.viewerId, reason: 'A tax audit.' });
});
