import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { webhookHeaders } from '../../runtime/webhooks/standard-webhooks.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { sandboxWebhookSecret } from './adapters/sandbox-provider.ts';
import { openPaymentsWorld, type PaymentsWorld } from './fixtures/payments-world.ts';

const SECRET = 'a secret of these tests, long enough';
const PATH = '/webhooks/payments/sandbox';

let at: PaymentsWorld;

beforeAll(async () => {
  at = await openPaymentsWorld({ environment: { PAYMENTS_SECRET: SECRET } });
});
afterAll(() => at.close());

/** The sandbox's payment, as a webhook has it. */
const objectOf = async (paymentId: string, changes: object = {}): Promise<object> => {
  const [row] = await at.world.sql.$queryRaw<{ id: string; changed_at: Date; client_secret: string }[]>`
    SELECT id, changed_at, client_secret FROM sandbox_payment WHERE merchant_ref = ${paymentId}`;
  return {
    ...{ id: row?.id ?? 'sbp_unknown', merchantRef: paymentId, captured: '0', fee: null },
    ...{ clientSecret: row?.client_secret ?? '', challengeId: null, declineCode: null, last4: '4242', expiresAt: null },
    changedAt: (row?.changed_at ?? new Date()).toISOString(),
    ...changes,
  };
};

interface Sending {
  readonly id?: string;
  readonly secret?: string;
  readonly sentAt?: Date;
  readonly path?: string;
}

const deliver = async (object: object, sending: Sending = {}): Promise<number> => {
  const { id = newId('evt', new Date()), secret = SECRET, sentAt = new Date(), path = PATH } = sending;
  const body = JSON.stringify({ kind: 'payment', object });
  const headers = webhookHeaders([sandboxWebhookSecret(secret)], { id, body }, sentAt);
  return (await at.world.post(path, body, headers)).status;
};

/** A payment that is being processed and of which no webhook will come. */
const waiting = async (): Promise<string> => {
  const { payment } = await at.pay('tok_webhook_never');
  const id = payment?.id ?? '';
  await at.sandboxUntil(id, 'SUCCEEDED');
  return id;
};

const SUCCEEDED = { state: 'SUCCEEDED', captured: '1000' };

test('a webhook that the provider did not sign, or not lately, is refused and changes nothing', async () => {
  const id = await waiting();
  const object = await objectOf(id, SUCCEEDED);
  expect(await deliver(object, { secret: 'another secret, just as long as it' })).toBe(401);
  expect(await deliver(object, { sentAt: new Date(Date.now() - 10 * 60_000) })).toBe(401);
  expect(await deliver(object, { sentAt: new Date(Date.now() + 10 * 60_000) })).toBe(401);
  expect((await at.world.post(PATH, JSON.stringify({ kind: 'payment', object }))).status).toBe(401);
  expect(await deliver(object, { path: '/webhooks/payments/stripe' })).toBe(404);
  expect(await at.payment(id)).toMatchObject({ state: 'PROCESSING' });
  expect(await at.eventsOf(id)).toEqual([]);
});

test('a webhook that comes twenty times at once has one effect', async () => {
  const id = await waiting();
  const object = await objectOf(id, SUCCEEDED);
  const eventId = newId('evt', new Date());
  const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver(object, { id: eventId })));
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(await at.payment(id)).toMatchObject({ state: 'SUCCEEDED', captured: { amount: '1000' } });
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test('the same news under many ids has one effect', async () => {
  const id = await waiting();
  const object = await objectOf(id, SUCCEEDED);
  await Promise.all(Array.from({ length: 10 }, () => deliver(object)));
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test('an older webhook, and one that contradicts, change nothing: the provider is asked, and is right', async () => {
  const id = await at.paid();
  const old = { state: 'PROCESSING', changedAt: new Date(0).toISOString() };
  expect(await deliver(await objectOf(id, old))).toBe(204);
  const later = { state: 'FAILED', changedAt: new Date(Date.now() + 60_000).toISOString() };
  expect(await deliver(await objectOf(id, later))).toBe(204);
  const [handled] = await at.world.sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM webhook_event WHERE handled_at IS NOT NULL`;
  expect(handled?.count).toBeGreaterThanOrEqual(2);
  expect(await at.payment(id)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test('a success after a failure is not lost: the provider is asked, and the payment has succeeded after all', async () => {
  const id = await waiting();
  await at.world.sql.$executeRaw`UPDATE payment SET state = 'FAILED', provider_at = NULL WHERE id = ${id}`;
  expect(await deliver(await objectOf(id, SUCCEEDED))).toBe(204);
  await at.until('payment', id, 'SUCCEEDED');
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test('a webhook about what is not known yet waits for it', async () => {
  const unknown = newId('pay', new Date());
  const eventId = newId('evt', new Date());
  expect(await deliver(await objectOf(unknown, SUCCEEDED), { id: eventId })).toBe(204);
  const [event] = await at.world.sql.$queryRaw<{ handled_at: Date | null; due_at: Date | null }[]>`
    SELECT handled_at, due_at FROM webhook_event WHERE id = ${eventId}`;
  expect(event).toMatchObject({ handled_at: null, due_at: expect.any(Date) });
});

test('each change of a payment is followed, in order and from a cursor', async () => {
  const { data } = await at.world.execute('{ paymentsCursor }', {}, at.world.as(at.ada));
  const { payment } = await at.pay('tok_3ds');
  const id = payment?.id ?? '';
  const follow = 'subscription ($after: String) { paymentsChanged(after: $after) { payment { id } resyncRequired } }';
  const all = await at.world.subscribe(follow, { after: data?.['paymentsCursor'] }, at.world.as(at.ada));
  expect(await nextOf(all)).toEqual({ data: { paymentsChanged: { payment: { id }, resyncRequired: false } } });
  await all.return?.();

  const read = await at.world.execute('query ($id: ID!) { payment(id: $id) { cursor } }', { id }, at.world.as(at.ada));
  const after = Object(read.data?.['payment'])['cursor'];
  const one =
    'subscription ($id: ID!, $after: String) { paymentStatusChanged(paymentId: $id, after: $after) { payment { state } } }';
  const states = await at.world.subscribe(one, { id, after }, at.world.as(at.ada));
  await at.send('cancelPayment', { paymentId: id });
  let state = '';
  while (state !== 'CANCELLED')
    state = Object(Object((await nextOf(states)).data)['paymentStatusChanged'])['payment']['state'];
  await states.return?.();
  await expect(at.world.subscribe(one, { id }, at.world.as(at.person()))).rejects.toThrow();
});

const DISPUTES = `{ disputes { edges { node { id state amount { amount } evidenceDueAt payment { id isDisputed } } } } }`;

/** A payment that its payer has disputed, and the dispute. */
const disputed = async () => {
  const id = await at.paid('tok_dispute');
  await at.until('payment_dispute', id, 'NEEDS_RESPONSE');
  const finance = at.world.as(at.person(), { scopes: ['finance'] });
  const { data } = await at.world.execute(DISPUTES, {}, finance);
  const { edges } = Object(data?.['disputes']);
  const { node } = edges.find(({ node: one }: { node: { payment: { id: string } } }) => one.payment.id === id);
  return { id, finance, disputeId: String(node.id), node };
};

const respond = async (name: string, input: object, caller: ReturnType<typeof at.world.as>) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { dispute { state } errors { __typename } } }`;
  const result = await at.world.execute(document, { input }, caller);
  return result.data?.[name] ?? result.errors;
};

test.each([
  ['evidence that convinces', 'winning_evidence', 'WON', false],
  ['evidence that does not', 'It was delivered.', 'LOST', true],
])('a dispute is decided upon %s', async (_, explanation, state, isDisputed) => {
  const { id, finance, disputeId, node } = await disputed();
  expect(node).toMatchObject({ amount: { amount: '1000' }, payment: { isDisputed: true } });
  expect(await respond('submitDisputeEvidence', { disputeId, evidence: {} }, finance)).toMatchObject({
    errors: [{ __typename: 'InvalidInput' }],
  });
  const sent = await respond('submitDisputeEvidence', { disputeId, evidence: { explanation } }, finance);
  expect(sent).toMatchObject({ errors: [] });
  await at.until('payment_dispute', id, state);
  expect(await at.payment(id)).toMatchObject({ isDisputed, state: 'SUCCEEDED' });
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded', 'dispute-opened', 'dispute-closed']);
  const closed = (await at.world.published()).findLast(({ type }) => type === 'payments.dispute-closed');
  expect(closed?.payload).toMatchObject({ paymentId: id, outcome: state, amount: '1000' });
  expect(await respond('acceptDispute', { disputeId }, finance)).toMatchObject({
    errors: [{ __typename: 'InvalidState' }],
  });
  const entries = await at.world.sql.$queryRaw<{ action: string }[]>`
    SELECT action FROM audit_entry WHERE subject_id = ${disputeId}`;
  expect(entries).toEqual([{ action: 'submitDisputeEvidence' }]);
});

test('a dispute is given up by who has the scope finance, and by nobody else', async () => {
  const { id, finance, disputeId } = await disputed();
  expect(await respond('acceptDispute', { disputeId }, at.world.as(at.ada))).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  const refund = { paymentId: id, idempotencyKey: `disputed-${id}` };
  expect((await at.send('refundPayment', refund)).errors).toMatchObject([{ __typename: 'NotPermitted' }]);
  expect(await respond('acceptDispute', { disputeId }, finance)).toEqual({ dispute: { state: 'LOST' }, errors: [] });
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded', 'dispute-opened', 'dispute-closed']);
});
