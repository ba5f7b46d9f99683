import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPaymentsWorld, type PaymentsWorld } from './fixtures/payments-world.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CURRENCY = ['input', 'amount', 'currency'];
const NAME = { name: 'colour', value: 'blue' };
const CHANGES: readonly (readonly [string, object])[] = [
  ['confirmPayment', {}],
  ['capturePayment', {}],
  ['cancelPayment', {}],
  ['refundPayment', { idempotencyKey: 'not-mine' }],
];

let at: PaymentsWorld;

beforeAll(async () => {
  at = await openPaymentsWorld({ environment: { PUBLIC_URL: 'https://api.example' } });
});
afterAll(() => at.close());

test('nothing has succeeded before the provider says so by a webhook', async () => {
  const { payment, errors, isReplay } = await at.pay('tok_ok');
  expect([errors, isReplay]).toEqual([[], false]);
  expect(payment).toMatchObject({ state: 'PROCESSING', captured: { amount: '0' }, nextAction: { kind: 'WAIT' } });
  const id = payment?.id ?? '';
  await at.until('payment', id, 'SUCCEEDED');
  expect(await at.payment(id)).toMatchObject({ captured: { amount: '1000' }, nextAction: null });
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test.each([
  ['tok_decline_insufficient', 'INSUFFICIENT_FUNDS', 'insufficient_funds'],
  ['tok_decline_stolen', 'CARD_DECLINED', null],
])('%s is declined', async (token, code, declineCode) => {
  const { payment } = await at.pay(token);
  expect(payment).toMatchObject({ state: 'FAILED', failure: { code, declineCode }, nextStates: [], nextAction: null });
  expect(await at.eventsOf(payment?.id ?? '')).toEqual(['payment-failed']);
});

test.each(['tok_slow_5s', 'tok_timeout_then_ok', 'tok_webhook_twice', 'tok_webhook_reversed'])(
  '%s succeeds in the end, and once',
  async (token) => {
    const id = await at.paid(token);
    expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
  },
);

test('whose webhook never comes is asked about, and the answer of the provider wins', async () => {
  const { payment } = await at.pay('tok_webhook_never');
  const id = payment?.id ?? '';
  await at.sandboxUntil(id, 'SUCCEEDED');
  expect(await at.payment(id)).toMatchObject({ state: 'PROCESSING' });
  await at.reconcile('payment', id);
  await at.until('payment', id, 'SUCCEEDED');
  expect(await at.eventsOf(id)).toEqual(['payment-succeeded']);
});

test.each([
  ['tok_3ds', 'approve', 'SUCCEEDED', 'completed'],
  ['tok_3ds', 'decline', 'FAILED', 'failed'],
  ['tok_3ds_fail', 'approve', 'FAILED', 'failed'],
])('%s: a payer who chooses %s on the page of the bank ends in %s', async (token, outcome, state, result) => {
  const { payment } = await at.pay(token);
  expect(payment).toMatchObject({ state: 'REQUIRES_ACTION', nextAction: { kind: 'REDIRECT' } });
  const page = payment?.nextAction?.url ?? '';
  expect(page).toMatch(/^https:\/\/api\.example\/payments\/sandbox\/[\w-]{20,}$/);
  const path = new URL(page).pathname;

  const shown = await at.world.get(path);
  expect(shown.headers.get('content-security-policy')).toContain("form-action 'self' https://shop.example");
  expect(await shown.text()).toContain('EUR 10.00');

  const response = await at.world.post(path, `outcome=${outcome}`, FORM);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`https://shop.example/back?paymentId=${payment?.id}&outcome=${result}`);
  await at.until('payment', payment?.id ?? '', state);
  expect(await at.payment(payment?.id ?? '')).toMatchObject({
    nextAction: null,
    failure: state === 'FAILED' ? { code: 'AUTHENTICATION_FAILED' } : null,
  });
});

test('a page of the bank answers once, and a wrong address shows none', async () => {
  const { payment } = await at.pay('tok_3ds');
  const path = new URL(payment?.nextAction?.url ?? '').pathname;
  expect((await at.world.post(path, 'outcome=steal', FORM)).status).toBe(200);
  expect(await at.payment(payment?.id ?? '')).toMatchObject({ state: 'REQUIRES_ACTION' });
  await at.world.post(path, 'outcome=decline', FORM);
  const again = await at.world.post(path, 'outcome=approve', FORM);
  expect([again.status, again.headers.get('location')]).toEqual([303, expect.stringContaining('outcome=failed')]);
  expect((await at.world.get(`/payments/sandbox/${payment?.id}`)).status).toBe(404);
});

test('the same key gives the same payment, also while the provider has not answered', async () => {
  const input = { idempotencyKey: 'key-of-one-payment' };
  const [one, other] = await Promise.all([at.pay('tok_timeout_then_ok', input), at.pay('tok_timeout_then_ok', input)]);
  expect(other.payment?.id).toBe(one.payment?.id);
  expect([one.isReplay, other.isReplay].sort()).toEqual([false, true]);
  await at.until('payment', one.payment?.id ?? '', 'SUCCEEDED');
  const again = await at.pay('tok_timeout_then_ok', input);
  expect(again).toMatchObject({ isReplay: true, payment: { id: one.payment?.id, state: 'SUCCEEDED' } });
  const charged = await at.world.sql.$queryRaw<unknown[]>`
    SELECT id FROM sandbox_payment WHERE merchant_ref = ${one.payment?.id}`;
  expect(charged).toHaveLength(1);
  await at.untilSettled(one.payment?.id ?? '');
  expect(await at.pay('tok_ok', input)).toMatchObject({
    payment: null,
    errors: [{ __typename: 'IdempotencyConflict', path: ['input', 'idempotencyKey'] }],
  });
});

test('a payment without a method waits for one, and is confirmed with it', async () => {
  const { payment } = await at.pay(null);
  const paymentId = payment?.id ?? '';
  expect(payment).toMatchObject({ state: 'REQUIRES_METHOD', nextAction: { kind: 'CLIENT_SECRET' } });
  expect((await at.send('confirmPayment', { paymentId })).errors).toMatchObject([
    { __typename: 'InvalidInput', path: ['input', 'paymentMethodId'] },
  ]);
  const confirmed = await at.send('confirmPayment', { paymentId, method: { token: 'tok_ok' } });
  expect(confirmed).toMatchObject({ errors: [], isReplay: false, payment: { state: 'PROCESSING' } });
  await at.until('payment', paymentId, 'SUCCEEDED');
  expect(await at.send('confirmPayment', { paymentId, method: { token: 'tok_ok' } })).toMatchObject({
    payment: null,
    errors: [{ __typename: 'InvalidState', from: 'SUCCEEDED', allowed: ['REQUIRES_METHOD', 'REQUIRES_CONFIRMATION'] }],
  });
});

test('an unknown token is no method, and can be replaced', async () => {
  const { payment } = await at.pay('tok_ok', { confirm: false });
  const paymentId = payment?.id ?? '';
  expect(payment?.state).toBe('REQUIRES_CONFIRMATION');
  const refused = await at.send('confirmPayment', {
    paymentId,
    method: { token: 'tok_unknown' },
    idempotencyKey: 'k1',
  });
  expect(refused.errors).toMatchObject([{ __typename: 'MethodNotAvailable' }]);
  const repeated = await at.send('confirmPayment', {
    paymentId,
    method: { token: 'tok_unknown' },
    idempotencyKey: 'k1',
  });
  expect(repeated).toMatchObject({ isReplay: true, errors: [{ __typename: 'MethodNotAvailable' }] });
  expect((await at.send('confirmPayment', { paymentId, method: { token: 'tok_ok' } })).errors).toEqual([]);
  await at.until('payment', paymentId, 'SUCCEEDED');
});

test('an authorized amount is captured in parts, and never more than it', async () => {
  const { payment } = await at.pay('tok_ok', { capture: 'MANUAL' });
  const paymentId = payment?.id ?? '';
  await at.until('payment', paymentId, 'AUTHORIZED');
  const capture = (more: object) => at.send('capturePayment', { paymentId, ...more });
  expect((await capture({ amount: '1001' })).errors).toMatchObject([
    { __typename: 'AmountTooLarge', available: { amount: '1000' } },
  ]);
  expect((await capture({ amount: '300', isFinal: false })).payment).toMatchObject({
    state: 'AUTHORIZED',
    captured: { amount: '300' },
  });
  expect((await at.send('cancelPayment', { paymentId })).errors).toMatchObject([{ __typename: 'InvalidState' }]);
  expect((await capture({ amount: '400' })).payment).toMatchObject({ state: 'SUCCEEDED', captured: { amount: '700' } });
  expect((await capture({})).errors).toMatchObject([{ __typename: 'InvalidState', from: 'SUCCEEDED' }]);
  expect(await at.eventsOf(paymentId)).toEqual(['payment-authorized', 'payment-succeeded']);
});

test('a payment is cancelled, and its authorization with it', async () => {
  const { payment } = await at.pay('tok_ok', { capture: 'MANUAL' });
  const paymentId = payment?.id ?? '';
  await at.until('payment', paymentId, 'AUTHORIZED');
  const input = { paymentId, idempotencyKey: 'cancel-once' };
  expect((await at.send('cancelPayment', input)).payment).toMatchObject({ state: 'CANCELLED', nextStates: [] });
  expect(await at.send('cancelPayment', input)).toMatchObject({ isReplay: true, payment: { state: 'CANCELLED' } });
  expect((await at.send('cancelPayment', { paymentId })).errors).toMatchObject([
    { __typename: 'InvalidState', from: 'CANCELLED' },
  ]);
  expect(await at.eventsOf(paymentId)).toEqual(['payment-authorized', 'payment-cancelled']);
});

test('what nobody completes in time expires, at the provider first', async () => {
  const { payment } = await at.pay('tok_3ds');
  const id = payment?.id ?? '';
  await at.world.sql.$executeRaw`UPDATE payment SET expires_at = created_at WHERE id = ${id}`;
  await at.expire();
  await at.until('payment', id, 'EXPIRED');
  await at.sandboxUntil(id, 'CANCELLED');
  expect(await at.eventsOf(id)).toEqual(['payment-failed']);
  expect((await at.send('confirmPayment', { paymentId: id })).errors).toMatchObject([{ __typename: 'PaymentExpired' }]);
});

test.each([
  ['an amount of zero', { amount: { amount: '0', currency: 'EUR' } }, 'InvalidInput', ['input', 'amount', 'amount']],
  ['a negative amount', { amount: { amount: '-5', currency: 'EUR' } }, 'InvalidInput', ['input', 'amount', 'amount']],
  ['less than the least', { amount: { amount: '49', currency: 'EUR' } }, 'AmountOutOfRange', ['input', 'amount']],
  ['more than the most', { amount: { amount: '100000000', currency: 'EUR' } }, 'AmountOutOfRange', ['input', 'amount']],
  ['another currency', { amount: { amount: '1000', currency: 'SEK' } }, 'CurrencyNotSupported', CURRENCY],
  ['a card number', { method: { token: '4242 4242 4242 4242' } }, 'InvalidInput', ['input', 'method', 'token']],
  ['two methods', { paymentMethodId: 'pmt_1' }, 'InvalidInput', ['input', 'method']],
  ['a script to return to', { returnUrl: 'https://u:p@shop.example' }, 'InvalidInput', ['input', 'returnUrl']],
  ['an empty key', { idempotencyKey: '' }, 'InvalidInput', ['input', 'idempotencyKey']],
  ['a key of 256 characters', { idempotencyKey: 'k'.repeat(256) }, 'InvalidInput', ['input', 'idempotencyKey']],
  ['one name twice', { metadata: [NAME, NAME] }, 'InvalidInput', ['input', 'metadata']],
])('%s is refused, and nothing is stored', async (_, more, __typename, path) => {
  const before = await at.world.sql.$queryRaw`SELECT count(*) FROM payment`;
  expect(await at.pay('tok_ok', more)).toMatchObject({ payment: null, errors: [{ __typename, path }] });
  expect(await at.world.sql.$queryRaw`SELECT count(*) FROM payment`).toEqual(before);
});

test('nobody else sees or changes a payment, but who has the scope finance', async () => {
  const id = await at.paid();
  const [ben, finance] = [at.world.as(at.person()), at.world.as(at.person(), { scopes: ['finance'] })];
  expect(await at.payment(id, ben)).toBeNull();
  expect(await at.payment(id, finance)).toMatchObject({ id });
  for (const [name, more] of CHANGES)
    expect((await at.send(name, { paymentId: id, ...more }, ben)).errors).toMatchObject([{ __typename: 'NotFound' }]);
  const entities = `query ($id: ID!) { _entities(representations: [{ __typename: "Payment", id: $id }]) { ... on Payment { id } } }`;
  expect((await at.world.execute(entities, { id }, ben)).data).toEqual({ _entities: [null] });
});

test('who tries cards is slowed down', async () => {
  const eve = at.world.as(at.person());
  const decline = () => at.pay('tok_decline_stolen', {}, eve);
  for (let count = 0; count < 10; count += 1) expect((await decline()).errors).toEqual([]);
  expect((await decline()).errors).toMatchObject([{ __typename: 'TooManyAttempts' }]);
});

test('a person lists their payments, latest first, by state and by what they are for', async () => {
  const who = at.person();
  const caller = at.world.as(who);
  const declined = (await at.pay('tok_decline_stolen', {}, caller)).payment?.id;
  const open = (await at.pay(null, {}, caller)).payment?.id;
  const reference = { type: 'deposit', id: 'dep_1' };
  const input = { userId: who, amount: { amount: '1000', currency: 'EUR' }, reference, key: `deposit-of-${who}` };
  const deposit = (await at.send('createPaymentFor', input, at.world.asService('wallet'))).payment?.id;
  const list = async (filter: string): Promise<readonly string[]> => {
    const { data } = await at.world.execute(`{ payments${filter} { edges { node { id } } } }`, {}, caller);
    return Object(data?.['payments']).edges.map(({ node }: { node: { id: string } }) => node.id);
  };
  expect(await list('')).toEqual([deposit, open, declined]);
  expect(await list('(first: 1)')).toEqual([deposit]);
  expect(await list('(state: FAILED)')).toEqual([declined]);
  expect(await list('(reference: { type: "deposit", id: "dep_1" })')).toEqual([deposit]);
  expect(await list('(reference: { type: "order", id: "dep_1" })')).toEqual([]);
});
