import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from '../runtime/executor/caller.ts';
import { reconcileWork } from '../subgraphs/payments/events.ts';
import { openPaymentsRepository } from '../subgraphs/payments/repository/index.ts';
import { eventually } from './eventually.ts';
import { type MoneyWorld, newPerson, openMoneyWorld } from './money-world.ts';

// Money that people pay in goes from a card token through the sandbox, its signed webhooks and the events of payments into
// the ledger of wallet.

let world: MoneyWorld;
let keys = 0;

beforeAll(async () => {
  world = await openMoneyWorld({ WALLET_WITHDRAWAL_DELAY_SECONDS: '0' });
});
afterAll(() => world.close());

const as = (viewerId: string, scopes: readonly string[] = []): Caller => ({
  viewerId,
  sessionId: 'ses_test',
  scopes,
  service: null,
});

type Domain = 'wallet' | 'payments';

async function run(domain: Domain, document: string, variables: Record<string, unknown>, caller: Caller) {
  const { data, errors } = await world[domain].execute(document, variables, caller);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object(data);
}

async function send(domain: Domain, viewerId: string, name: string, input: object, fields: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} errors { __typename } } }`;
  return (await run(domain, document, { input }, as(viewerId)))[name];
}

const key = (): string => {
  keys += 1;
  return `key ${keys}`;
};

const ACCOUNTS = '{ walletAccounts { id balance { available { amount } } } }';
const balanceOf = async (viewerId: string): Promise<string> =>
  (await run('wallet', ACCOUNTS, {}, as(viewerId))).walletAccounts[0].balance.available.amount;

/** Begins a deposit of 50.00 EUR by this token. */
async function deposit(token: string) {
  const viewerId = newPerson();
  const { walletAccounts } = await run('wallet', ACCOUNTS, {}, as(viewerId));
  const { deposit: begun, errors } = await send(
    'wallet',
    viewerId,
    'deposit',
    {
      ...{ accountId: walletAccounts[0].id, amount: { amount: '5000', currency: 'EUR' } },
      ...{ returnUrl: 'https://shop.example/back', idempotencyKey: key() },
    },
    'deposit { id state payment { id } }',
  );
  expect(errors).toEqual([]);
  const confirmed = await send(
    'payments',
    viewerId,
    'confirmPayment',
    { paymentId: begun.payment.id, method: { token }, idempotencyKey: key() },
    'payment { state }',
  );
  expect(confirmed.errors).toEqual([]);
  return { viewerId, id: String(begun.id), paymentId: String(begun.payment.id) };
}

const isWithdrawalIn = (viewerId: string, id: string, state: string) => async () =>
  (await run('wallet', 'query ($id: ID!) { withdrawal(id: $id) { state } }', { id }, as(viewerId))).withdrawal.state ===
  state;

const isIn = (viewerId: string, id: string, state: string) => async () =>
  (await run('wallet', 'query ($id: ID!) { deposit(id: $id) { state } }', { id }, as(viewerId))).deposit.state ===
  state;

async function isSound(): Promise<void> {
  const { ledgerIntegrity } = await run(
    'wallet',
    '{ ledgerIntegrity { isSound worst } }',
    {},
    as('usr_f', ['finance']),
  );
  expect(ledgerIntegrity).toEqual({ isSound: true, worst: null });
}

test.each(['tok_ok', 'tok_webhook_twice', 'tok_webhook_reversed', 'tok_timeout_then_ok'])(
  '%s is credited once',
  async (token) => {
    const { viewerId, id } = await deposit(token);
    await eventually(isIn(viewerId, id, 'SUCCEEDED'), 'the money to arrive');
    expect(await balanceOf(viewerId)).toBe('5000');
    await isSound();
  },
);

test('tok_decline_stolen is declined, and credits nothing', async () => {
  const { viewerId, id } = await deposit('tok_decline_stolen');
  await eventually(isIn(viewerId, id, 'FAILED'), 'the deposit to fail');
  expect(await balanceOf(viewerId)).toBe('0');
});

test('tok_3ds is credited when the payer has passed the page of their bank, and not before', async () => {
  const { viewerId, id, paymentId } = await deposit('tok_3ds');
  const document = 'query ($id: ID!) { payment(id: $id) { nextAction { url } } }';
  const { payment } = await run('payments', document, { id: paymentId }, as(viewerId));
  expect(await balanceOf(viewerId)).toBe('0');
  const { pathname } = new URL(payment.nextAction.url);
  expect((await world.payments.get(pathname)).status).toBe(200);
  const response = await world.payments.post(pathname, 'outcome=approve', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(response.status).toBe(303);
  await eventually(isIn(viewerId, id, 'SUCCEEDED'), 'the money to arrive');
  expect(await balanceOf(viewerId)).toBe('5000');
  await isSound();
});

test('tok_webhook_never is credited when the provider was asked', async () => {
  const { viewerId, id, paymentId } = await deposit('tok_webhook_never');
  const repository = openPaymentsRepository(world.databaseUrlOf('payments'));
  // As the job does that looks for payments of which nothing was heard for ten minutes.
  await repository.enqueueWork(reconcileWork, [{ payload: { kind: 'payment', id: paymentId } }], new Date());
  await eventually(isIn(viewerId, id, 'SUCCEEDED'), 'the money to arrive');
  await repository.close();
  expect(await balanceOf(viewerId)).toBe('5000');
  await isSound();
});

test('a deposit is refunded out of what is still there, and of more than that nothing', async () => {
  const { viewerId, id, paymentId } = await deposit('tok_ok');
  await eventually(isIn(viewerId, id, 'SUCCEEDED'), 'the money to arrive');
  const refund = (amount: string) =>
    send('payments', viewerId, 'refundPayment', { paymentId, amount, idempotencyKey: key() }, 'refund { state }');
  expect((await refund('2000')).errors).toEqual([]);
  await eventually(async () => (await balanceOf(viewerId)) === '3000', 'the refund to be reserved');
  const { walletAccounts } = await run('wallet', ACCOUNTS, {}, as(viewerId));
  const transfer = {
    ...{ fromAccountId: walletAccounts[0].id, toUserId: newPerson(), amount: { amount: '2500', currency: 'EUR' } },
    idempotencyKey: key(),
  };
  await run('wallet', ACCOUNTS, {}, as(transfer.toUserId));
  expect((await send('wallet', viewerId, 'transfer', transfer, 'isReplay')).errors).toEqual([]);
  expect((await refund('1000')).errors).toEqual([{ __typename: 'InsufficientFunds' }]);
  const posted = '{ walletAccounts { balance { posted { amount } pending { amount } } } }';
  await eventually(async () => {
    const { balance } = (await run('wallet', posted, {}, as(viewerId))).walletAccounts[0];
    return balance.posted.amount === '500' && balance.pending.amount === '0';
  }, 'the refund to be booked');
  await isSound();
});

test.each([
  ['ptok_ok', 'PAID', '3000'],
  ['ptok_fail', 'FAILED', '5000'],
  ['ptok_return', 'FAILED', '5000'],
])('%s: a withdrawal is %s, and %s cents are left', async (token, state, left) => {
  const { viewerId, id } = await deposit('tok_ok');
  await eventually(isIn(viewerId, id, 'SUCCEEDED'), 'the money to arrive');
  const method = { token, currency: 'EUR', idempotencyKey: key() };
  const { payoutMethod } = await send('payments', viewerId, 'createPayoutMethod', method, 'payoutMethod { id }');
  const { walletAccounts } = await run('wallet', ACCOUNTS, {}, as(viewerId));
  const { withdrawal, errors } = await send(
    'wallet',
    viewerId,
    'withdraw',
    {
      ...{ accountId: walletAccounts[0].id, amount: { amount: '2000', currency: 'EUR' } },
      ...{ payoutMethodId: payoutMethod.id, idempotencyKey: key() },
    },
    'withdrawal { id }',
  );
  expect(errors).toEqual([]);
  await eventually(isWithdrawalIn(viewerId, withdrawal.id, state), `the withdrawal to be ${state}`);
  expect(await balanceOf(viewerId)).toBe(left);
  await isSound();
});

test('a saved method is charged at once', async () => {
  const viewerId = newPerson();
  const { walletAccounts } = await run('wallet', ACCOUNTS, {}, as(viewerId));
  const saved = await send(
    'payments',
    viewerId,
    'attachPaymentMethod',
    { token: 'tok_ok', idempotencyKey: key() },
    'paymentMethod { id }',
  );
  const input = {
    ...{ accountId: walletAccounts[0].id, amount: { amount: '5000', currency: 'EUR' }, idempotencyKey: key() },
    paymentMethodId: saved.paymentMethod.id,
  };
  const { deposit: begun, errors } = await send('wallet', viewerId, 'deposit', input, 'deposit { id payment { id } }');
  expect(errors).toEqual([]);
  await eventually(isIn(viewerId, begun.id, 'SUCCEEDED'), 'the money to arrive');
  const stranger = newPerson();
  const theirs = (await run('wallet', ACCOUNTS, {}, as(stranger))).walletAccounts[0].id;
  const stolen = { ...input, accountId: theirs, idempotencyKey: key() };
  expect((await send('wallet', stranger, 'deposit', stolen, 'deposit { id }')).errors).toEqual([
    { __typename: 'NotFound' },
  ]);
  await isSound();
});
