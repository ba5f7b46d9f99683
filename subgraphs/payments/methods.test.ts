import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { MAX_ATTEMPTS } from './adapters/method-limit.ts';
import { payoutFailed, payoutPaid } from './events.ts';
import subgraph from './index.ts';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const DETAILS = 'details { kind brand last4 expiryMonth expiryYear }';
const ATTACH = `mutation ($input: AttachPaymentMethodInput!) { done: attachPaymentMethod(input: $input) {
  paymentMethod { id isDefault ${DETAILS} } isReplay ${ERRORS} } }`;
const DETACH = `mutation ($id: ID!) { done: detachPaymentMethod(input: { paymentMethodId: $id }) {
  paymentMethod { id } ${ERRORS} } }`;
const SET_DEFAULT = `mutation ($id: ID!) { done: setDefaultPaymentMethod(input: { paymentMethodId: $id }) {
  paymentMethod { id isDefault } ${ERRORS} } }`;
const METHODS = `{ paymentMethods { id isDefault details { last4 } } payoutMethods { id isDefault currency } }`;
const PAYOUT_METHOD = `mutation ($input: CreatePayoutMethodInput!) { done: createPayoutMethod(input: $input) {
  payoutMethod { id currency isDefault ${DETAILS} } isReplay ${ERRORS} } }`;
const REMOVE = `mutation ($id: ID!) { done: removePayoutMethod(input: { payoutMethodId: $id }) {
  payoutMethod { id } ${ERRORS} } }`;
const PAY_OUT = `mutation ($input: CreatePayoutInput!) { done: createPayout(input: $input) {
  payout { id state } errors { __typename ... on UserError { path } ... on InvalidState { from }
    ... on AmountOutOfRange { min { amount } } } } }`;
const PAYOUT = `query ($id: ID!) { _entities(representations: [{ __typename: "PayoutTransfer", id: $id }]) {
  ... on PayoutTransfer { state amount { amount currency } arrivalDate failureCode reference { type id }
    method { kind last4 } } } }`;
const ENTITIES = `query ($methods: [_Any!]!) { _entities(representations: $methods) { __typename } }`;

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

describe('saved methods', () => {
  test('the first is the default, another becomes it, and a key saves once', async () => {
    const ada = person();
    const first = await attach(ada, { token: 'tok_ok', idempotencyKey: 'k1' });
    expect(first).toMatchObject({ isReplay: false, errors: [], paymentMethod: { isDefault: true } });
    expect(first.paymentMethod.details).toEqual({
      kind: 'CARD',
      brand: 'visa',
      last4: '4242',
      expiryMonth: 12,
      expiryYear: 2040,
    });
    expect(await attach(ada, { token: 'tok_ok', idempotencyKey: 'k1' })).toEqual({ ...first, isReplay: true });
    expect((await attach(ada, { token: 'tok_3ds', idempotencyKey: 'k1' })).errors).toEqual(
      refusal('IdempotencyConflict', 'idempotencyKey'),
    );
    const second = await attach(ada, { token: 'tok_3ds', isDefault: true });
    const { paymentMethods } = await run(ada, METHODS);
    expect(paymentMethods).toEqual([
      { id: second.paymentMethod.id, isDefault: true, details: { last4: '3220' } },
      { id: first.paymentMethod.id, isDefault: false, details: { last4: '4242' } },
    ]);
    expect((await run(ada, SET_DEFAULT, { id: first.paymentMethod.id })).errors).toEqual([]);
    expect((await run(ada, METHODS)).paymentMethods[0].id).toBe(first.paymentMethod.id);
  });

  test('parallel calls with a key save one method', async () => {
    const ada = person();
    const calls = Array.from({ length: 10 }, () => attach(ada, { token: 'tok_ok', idempotencyKey: 'k' }));
    const ids = (await Promise.all(calls)).map(({ paymentMethod }) => paymentMethod?.id);
    expect(new Set(ids).size).toBe(1);
    expect((await run(ada, METHODS)).paymentMethods).toHaveLength(1);
  });

  test('tokens that the provider does not have, and others’ methods, are refused', async () => {
    const [ada, eve] = [person(), person()];
    const { paymentMethod } = await attach(ada, { token: 'tok_ok' });
    expect((await attach(ada, { token: 'tok_none' })).errors).toEqual(refusal('MethodNotAvailable', 'token'));
    expect((await attach(ada, { token: 'ptok_ok' })).errors).toEqual(refusal('MethodNotAvailable', 'token'));
    expect((await attach(ada, { token: '' })).errors).toEqual(refusal('InvalidInput', 'token'));
    for (const mutation of [DETACH, SET_DEFAULT])
      expect((await run(eve, mutation, { id: paymentMethod.id })).errors).toEqual(
        refusal('NotFound', 'paymentMethodId'),
      );
    const methods = [{ __typename: 'PaymentMethod', id: paymentMethod.id }];
    expect((await run(eve, ENTITIES, { methods }))._entities).toEqual([null]);
    expect((await run(ada, ENTITIES, { methods }))._entities).toEqual([{ __typename: 'PaymentMethod' }]);
  });

  test('a removed method is forgotten by the provider, and the latest of the others is the default', async () => {
    const ada = person();
    const older = await attach(ada, { token: 'tok_ok' });
    const newer = await attach(ada, { token: 'tok_3ds', isDefault: true });
    const before = await sandboxMethods();
    expect((await run(ada, DETACH, { id: newer.paymentMethod.id })).errors).toEqual([]);
    expect((await run(ada, METHODS)).paymentMethods).toMatchObject([{ id: older.paymentMethod.id, isDefault: true }]);
    await eventually(async () => (await sandboxMethods()) === before - 1, 'the provider to forget the method');
    expect((await run(ada, DETACH, { id: newer.paymentMethod.id })).errors).toEqual(
      refusal('NotFound', 'paymentMethodId'),
    );
  });

  test('a person saves 20 methods, and tries 30 in an hour', async () => {
    const [ada, before] = [person(), await sandboxMethods()];
    const attempt = async (): Promise<string> =>
      (await attach(ada, { token: 'tok_ok' })).errors[0]?.__typename ?? 'saved';
    const attempts: string[] = [];
    for (let at = 0; at <= MAX_ATTEMPTS; at += 1) attempts.push(await attempt());
    expect(attempts).toEqual([
      ...Array(20).fill('saved'),
      ...Array(MAX_ATTEMPTS - 20).fill('TooManyMethods'),
      'TooManyAttempts',
    ]);
    expect(await sandboxMethods()).toBe(before + 20);
    expect((await run(ada, METHODS)).paymentMethods).toHaveLength(20);
  });

  test('a setup gives what the provider’s form needs', async () => {
    const setup = (returnUrl: string) =>
      run(
        person(),
        `mutation ($input: CreatePaymentMethodSetupInput!) { done: createPaymentMethodSetup(input: $input) {
          clientSecret url ${ERRORS} } }`,
        { input: { returnUrl } },
      );
    expect(await setup('https://app.example/cards')).toMatchObject({ clientSecret: expect.any(String), errors: [] });
    expect((await setup('https://ada:secret@app.example/')).errors).toEqual(refusal('InvalidInput', 'returnUrl'));
  });
});

describe('payouts', () => {
  const accountOf = async (ada: string, token: string, currency = 'EUR'): Promise<string> =>
    (await run(ada, PAYOUT_METHOD, { input: { token, currency } })).payoutMethod.id;
  const orderOf = (userId: string, payoutMethodId: string, changes: object = {}) => ({
    ...{ userId, payoutMethodId, amount: { amount: '1500', currency: 'EUR' } },
    ...{ reference: { type: 'withdrawal', id: newId('wdr', new Date()) }, key: newId('key', new Date()), ...changes },
  });
  const payoutOf = async (viewerId: string, id: string) => (await run(viewerId, PAYOUT, { id }))._entities[0];
  const ended = async (ada: string, id: string, state: string) => {
    await eventually(async () => (await payoutOf(ada, id)).state === state, `${id} to be ${state}`);
    return payoutOf(ada, id);
  };
  const publishedOf = async (id: string) =>
    (await world.published()).filter(({ payload }) => Reflect.get(Object(payload), 'payoutId') === id);

  test('a payout is paid, once for its key, and its end is published', async () => {
    const ada = person();
    const order = orderOf(ada, await accountOf(ada, 'ptok_ok'));
    const { payout, errors } = await payOut(order);
    expect(errors).toEqual([]);
    expect((await payOut(order)).payout.id).toBe(payout.id);
    expect(await ended(ada, payout.id, 'PAID')).toEqual({
      ...{ state: 'PAID', amount: { amount: '1500', currency: 'EUR' }, failureCode: null, reference: order.reference },
      ...{ method: { kind: 'BANK_ACCOUNT', last4: '3000' }, arrivalDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
    expect(await publishedOf(payout.id)).toMatchObject([
      { type: payoutPaid.name, payload: { amount: '1500', reference: order.reference, userId: ada } },
    ]);
    expect(await payoutOf(person(), payout.id)).toBeNull();
    expect((await payOut({ ...order, key: 'another' })).errors).toMatchObject([
      { __typename: 'InvalidState', from: 'PAID' },
    ]);
    const { payouts } = await run(ada, '{ payouts(state: PAID) { edges { node { id } } } }');
    expect(payouts.edges).toEqual([{ node: { id: payout.id } }]);
  });

  test('a payout that fails is published as failed, and the thing can be paid out again', async () => {
    const ada = person();
    const order = orderOf(ada, await accountOf(ada, 'ptok_fail'));
    const { payout } = await payOut(order);
    expect(await ended(ada, payout.id, 'FAILED')).toMatchObject({ failureCode: 'ACCOUNT_CLOSED' });
    expect(await publishedOf(payout.id)).toMatchObject([
      { type: payoutFailed.name, payload: { wasPaid: false, failureCode: 'ACCOUNT_CLOSED' } },
    ]);
    expect((await payOut({ ...order, key: 'again' })).errors).toEqual([]);
  });

  test('a payout that the bank returns fails after it was paid', async () => {
    const ada = person();
    const { payout } = await payOut(orderOf(ada, await accountOf(ada, 'ptok_return')));
    await ended(ada, payout.id, 'FAILED');
    expect(await publishedOf(payout.id)).toMatchObject([
      { type: payoutPaid.name },
      { type: payoutFailed.name, payload: { wasPaid: true } },
    ]);
  });

  test('what cannot be paid out is refused', async () => {
    const [ada, eve] = [person(), person()];
    const [own, others] = [await accountOf(ada, 'ptok_ok'), await accountOf(eve, 'ptok_ok')];
    const refused: [object, object[]][] = [
      [orderOf(ada, others), refusal('NotFound', 'payoutMethodId')],
      [orderOf(ada, 'pom_none'), refusal('NotFound', 'payoutMethodId')],
      [
        orderOf(ada, own, { amount: { amount: '1500', currency: 'USD' } }),
        refusal('CurrencyMismatch', 'amount', 'currency'),
      ],
      [
        orderOf(ada, own, { amount: { amount: '1500', currency: 'JPY' } }),
        refusal('CurrencyNotSupported', 'amount', 'currency'),
      ],
      [orderOf(ada, own, { amount: { amount: '-5', currency: 'EUR' } }), refusal('InvalidInput', 'amount', 'amount')],
      [orderOf(ada, own, { amount: { amount: '0', currency: 'EUR' } }), refusal('InvalidInput', 'amount', 'amount')],
      [orderOf(ada, own, { key: 'x'.repeat(256) }), refusal('InvalidInput', 'key')],
      [
        orderOf(ada, own, { reference: { type: 'With Drawal', id: 'wdr_1' } }),
        refusal('InvalidInput', 'reference', 'type'),
      ],
    ];
    for (const [order, errors] of refused) expect(await payOut(order)).toEqual({ payout: null, errors });
    expect((await payOut(orderOf(ada, own, { amount: { amount: '1', currency: 'EUR' } }))).errors).toMatchObject([
      { __typename: 'AmountOutOfRange', min: { amount: '50' } },
    ]);
    const { errors } = await world.execute(PAY_OUT, { input: orderOf(ada, own) }, world.as(ada));
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await run(ada, PAYOUT_METHOD, { input: { token: 'ptok_ok', currency: 'JPY' } })).errors).toEqual(
      refusal('CurrencyNotSupported', 'currency'),
    );
    expect((await run(ada, PAYOUT_METHOD, { input: { token: 'tok_ok', currency: 'EUR' } })).errors).toEqual(
      refusal('MethodNotAvailable', 'token'),
    );
    expect((await run(eve, REMOVE, { id: own })).errors).toEqual(refusal('NotFound', 'payoutMethodId'));
    expect((await run(ada, REMOVE, { id: own })).errors).toEqual([]);
    expect((await payOut(orderOf(ada, own))).errors).toEqual(refusal('NotFound', 'payoutMethodId'));
  });

  test('the domain that asked finds its latest payout, and no other domain does', async () => {
    const ada = person();
    const order = orderOf(ada, await accountOf(ada, 'ptok_ok'));
    const { payout } = await payOut(order);
    const find = async (domain: string) => {
      const query = 'query ($reference: PaymentReferenceInput!) { payoutFor(reference: $reference) { id } }';
      return (await world.execute(query, { reference: order.reference }, world.asService(domain))).data;
    };
    expect(await find('wallet')).toEqual({ payoutFor: { id: payout.id } });
    expect(await find('commerce')).toEqual({ payoutFor: null });
  });
});
