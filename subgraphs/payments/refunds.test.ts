import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type Answer, openPaymentsWorld, type PaymentsWorld } from './fixtures/payments-world.ts';

let at: PaymentsWorld;

/** What the wallet is asked to hold, and what it answers. */
const holds: { input: Record<string, unknown>; document: string }[] = [];
let walletAnswer: () => object = () => ({});

const holdAll = () => ({ holdFunds: { hold: { id: `hld_${holds.length}` }, errors: [] } });

beforeAll(async () => {
  at = await openPaymentsWorld({
    answers: {
      wallet(document, { input }) {
        holds.push({ input: Object(input), document });
        return walletAnswer();
      },
    },
  });
});
afterAll(() => at.close());
beforeEach(() => {
  holds.length = 0;
  walletAnswer = holdAll;
});

const refund = (paymentId: string, more: object = {}, caller = at.world.as(at.ada)): Promise<Answer> =>
  at.send('refundPayment', { paymentId, idempotencyKey: newId('key', new Date()), ...more }, caller);

/** A deposit of Ada over 10.00 EUR, for which the wallet asked. */
const deposit = async (): Promise<{ readonly id: string; readonly reference: object }> => {
  const reference = { type: 'deposit', id: newId('dep', new Date()) };
  const input = {
    userId: at.ada,
    amount: { amount: '1000', currency: 'EUR' },
    reference,
    key: newId('key', new Date()),
  };
  const { payment } = await at.send('createPaymentFor', input, at.world.asService('wallet'));
  const id = payment?.id ?? '';
  await at.send('confirmPayment', { paymentId: id, method: { token: 'tok_ok' } });
  await at.until('payment', id, 'SUCCEEDED');
  return { id, reference };
};

const settledRefunds = async (paymentId: string) =>
  (await at.world.published())
    .filter(({ type, payload }) => /refund-/.test(type) && Object(payload)['paymentId'] === paymentId)
    .map(({ type, payload }) => [type.replace('payments.', ''), Object(payload)['amount'], Object(payload)['holdId']]);

test('a payment goes back in parts, each counted when the provider has made it', async () => {
  const id = await at.paid();
  const first = await refund(id, { amount: '300', reason: 'Broken' });
  expect(first).toMatchObject({ errors: [], refund: { state: 'PENDING' }, payment: { refunded: { amount: '0' } } });
  await at.until('payment', id, 'PARTIALLY_REFUNDED');
  expect((await refund(id, { amount: '701' })).errors).toMatchObject([
    { __typename: 'AmountTooLarge', available: { amount: '700' } },
  ]);
  expect((await refund(id)).errors).toEqual([]);
  await at.until('payment', id, 'REFUNDED');
  expect(await at.payment(id)).toMatchObject({ refunded: { amount: '1000' }, nextStates: [] });
  expect((await refund(id)).errors).toMatchObject([{ __typename: 'InvalidState', from: 'REFUNDED' }]);
  expect(await settledRefunds(id)).toEqual([
    ['refund-succeeded', '300', null],
    ['refund-succeeded', '700', null],
  ]);
  expect(holds).toEqual([]);
});

test('refunds at the same time never exceed what was captured', async () => {
  const id = await at.paid();
  const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id, { amount: '100' })));
  const made = answers.filter(({ errors }) => errors.length === 0);
  expect(made).toHaveLength(10);
  for (const { errors } of answers.filter((one) => !made.includes(one)))
    expect(errors).toMatchObject([{ __typename: expect.stringMatching(/AmountTooLarge|InvalidState/) }]);
  await at.until('payment', id, 'REFUNDED');
  const [sums] = await at.world.sql.$queryRaw<object[]>`
    SELECT captured, refund_total, refunded FROM payment WHERE id = ${id}`;
  expect(Object.values(sums ?? {}).map(String)).toEqual(['1000', '1000', '1000']);
});

test('the same key refunds once', async () => {
  const id = await at.paid();
  const input = { amount: '400', idempotencyKey: `refund-${id}` };
  const answers = await Promise.all([refund(id, input), refund(id, input)]);
  expect(new Set(answers.map(({ refund: one }) => one?.id)).size).toBe(1);
  expect((await refund(id, { ...input, amount: '500' })).errors).toMatchObject([{ __typename: 'IdempotencyConflict' }]);
  await at.until('refund', answers[0].refund?.id ?? '', 'SUCCEEDED');
  expect(await settledRefunds(id)).toEqual([['refund-succeeded', '400', null]]);
});

test('a refund that the bank does not make can be made again', async () => {
  const id = await at.paid('tok_refund_fails');
  const { refund: begun } = await refund(id);
  await at.until('refund', begun?.id ?? '', 'FAILED');
  expect(await at.payment(id)).toMatchObject({ state: 'SUCCEEDED', refunded: { amount: '0' } });
  expect(await settledRefunds(id)).toEqual([['refund-failed', '1000', null]]);
  expect((await refund(id)).errors).toEqual([]);
});

test('what was deposited is held by the wallet before the provider is asked', async () => {
  const { id } = await deposit();
  const { refund: begun, errors } = await refund(id, { amount: '600' });
  expect(errors).toEqual([]);
  expect(holds).toHaveLength(1);
  expect(holds[0]?.input).toMatchObject({
    userId: at.ada,
    amount: { amount: '600', currency: 'EUR' },
    reference: { type: 'refund', id: begun?.id },
    key: begun?.id,
  });
  expect(Date.parse(String(holds[0]?.input['expiresAt']))).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  await at.until('refund', begun?.id ?? '', 'SUCCEEDED');
  expect(await settledRefunds(id)).toEqual([['refund-succeeded', '600', 'hld_1']]);
});

test('what the wallet does not hold any more is not refunded, and the provider is not asked', async () => {
  const { id } = await deposit();
  const available = { amount: '250', currency: 'EUR' };
  walletAnswer = () => ({ holdFunds: { hold: null, errors: [{ __typename: 'InsufficientFunds', available }] } });
  const input = { idempotencyKey: `poor-${id}` };
  const refused = { refund: null, errors: [{ __typename: 'InsufficientFunds', available: { amount: '250' } }] };
  expect(await refund(id, input)).toMatchObject({ ...refused, isReplay: false });
  expect(await refund(id, input)).toMatchObject({ ...refused, isReplay: true });
  expect(holds).toHaveLength(1);
  expect(
    await at.world.sql.$queryRaw`SELECT r.id FROM sandbox_refund r
    JOIN sandbox_payment p ON p.id = r.payment_id WHERE p.merchant_ref = ${id}`,
  ).toEqual([]);
  walletAnswer = holdAll;
  expect((await refund(id)).errors).toEqual([]);
});

test('a refund waits for a wallet that is away, and is made once it is back', async () => {
  const { id } = await deposit();
  walletAnswer = () => {
    throw new Error('The wallet is away.');
  };
  const { refund: begun, errors } = await refund(id);
  expect([begun?.state, errors]).toEqual(['CREATED', []]);
  walletAnswer = holdAll;
  await at.reconcile('refund', begun?.id ?? '');
  await at.until('refund', begun?.id ?? '', 'SUCCEEDED');
  expect(new Set(holds.map(({ input }) => input['key'])).size).toBe(1);
});

test('payers refund deposits and payments to the platform, not what another domain asked for', async () => {
  const reference = { type: 'order', id: 'ord_1' };
  const input = { userId: at.ada, amount: { amount: '1000', currency: 'EUR' }, reference, key: 'order-1' };
  const commerce = at.world.asService('commerce');
  const { payment } = await at.send('createPaymentFor', input, commerce);
  const id = payment?.id ?? '';
  await at.send('confirmPayment', { paymentId: id, method: { token: 'tok_ok' } });
  await at.until('payment', id, 'SUCCEEDED');
  expect((await refund(id)).errors).toMatchObject([{ __typename: 'NotPermitted' }]);

  const back = { reference, amount: { amount: '400', currency: 'EUR' }, key: 'back-1' };
  const other = await at.send('refundPaymentFor', back, at.world.asService('projects'));
  expect(other.errors).toMatchObject([{ __typename: 'NotFound', path: ['input', 'reference'] }]);
  const wrong = { ...back, amount: { amount: '400', currency: 'USD' }, key: 'back-0' };
  expect((await at.send('refundPaymentFor', wrong, commerce)).errors).toMatchObject([
    { __typename: 'CurrencyMismatch' },
  ]);
  const [one, again] = [
    await at.send('refundPaymentFor', back, commerce),
    await at.send('refundPaymentFor', back, commerce),
  ];
  expect([one.errors, again.refund?.id]).toEqual([[], one.refund?.id]);
  await at.until('payment', id, 'PARTIALLY_REFUNDED');

  const finance = at.world.as(at.person(), { scopes: ['finance'] });
  expect((await refund(id, { reason: 'Goodwill' }, finance)).errors).toEqual([]);
  const entries = await at.world.sql.$queryRaw<{ action: string; scope: string }[]>`
    SELECT action, scope FROM audit_entry WHERE subject_id = ${id}`;
  expect(entries).toEqual([{ action: 'refundPayment', scope: 'finance' }]);
});

test('a thing has one payment that has not failed, which its domain captures and cancels', async () => {
  const streaming = at.world.asService('streaming');
  const reference = { type: 'ticket', id: 'tkt_1' };
  const input = { userId: at.ada, amount: { amount: '1000', currency: 'EUR' }, reference, capture: 'MANUAL' };
  const begin = (key: string) => at.send('createPaymentFor', { ...input, key }, streaming);
  const { payment } = await begin('t1');
  expect((await begin('t1')).payment?.id).toBe(payment?.id);
  expect((await begin('t2')).errors).toMatchObject([{ __typename: 'InvalidState', from: 'REQUIRES_METHOD' }]);
  expect((await at.send('cancelPaymentFor', { reference, key: 't3' }, streaming)).payment?.state).toBe('CANCELLED');
  const second = (await begin('t4')).payment?.id ?? '';
  expect(second).not.toBe(payment?.id);
  await at.send('confirmPayment', { paymentId: second, method: { token: 'tok_ok' } });
  await at.until('payment', second, 'AUTHORIZED');
  const part = { reference, amount: { amount: '700', currency: 'EUR' }, key: 't5' };
  expect((await at.send('capturePaymentFor', part, streaming)).payment).toMatchObject({
    state: 'SUCCEEDED',
    captured: { amount: '700' },
  });
  const found = await at.world.execute(
    'query ($reference: PaymentReferenceInput!) { paymentFor(reference: $reference) { id } }',
    { reference },
    streaming,
  );
  expect(found.data).toEqual({ paymentFor: { id: second } });
});
