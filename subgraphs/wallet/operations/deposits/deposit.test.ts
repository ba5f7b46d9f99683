import { expect, jest, test } from '@jest/globals';
import { createBookingWorld, depositOf } from '../../fixtures/booking-world.ts';
import { accountOf, createCallContext } from '../../fixtures/call-world.ts';
import type { Deposit } from '../../repository/index.ts';
import { deposit } from './deposit.ts';

const INPUT = { accountId: 'wal_ada', amount: { amount: 5_000n, currency: 'EUR' }, idempotencyKey: 'k' };

function worldOf(created: () => object, options: Parameters<typeof createCallContext>[1] = {}) {
  const world = createBookingWorld({ deposit: depositOf() });
  const find = async (): Promise<Deposit | null> => world.deposit();
  const added = jest.fn(async (_: Deposit) => undefined);
  const began = jest.fn(async (..._: unknown[]) => true);
  const store = { ...world.store, addDeposit: added, beginSaga: began, findDeposit: find, lockDeposit: find };
  const answer = () => ({ createPaymentFor: created() });
  return { ...world, ...createCallContext(store, { answer, ...options }), added, began };
}

const accepted = () => ({ payment: { id: 'pay_1' }, errors: [] });
const refusedWith = (name: string) => () => ({ payment: null, errors: [{ __typename: name }] });

test('a deposit has a saga from the beginning, and its payment when payments responds', async () => {
  const { context, added, began, deposit: current } = worldOf(accepted);
  expect(await deposit(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(added).toHaveBeenCalledWith(expect.objectContaining({ accountId: 'wal_ada', amount: 5_000n }));
  expect(began).toHaveBeenCalledTimes(1);
  expect(current()).toMatchObject({ state: 'PENDING', paymentId: 'pay_1' });
});

test('while payments is away a deposit is pending, and its saga goes on', async () => {
  const { context, deposit: current } = worldOf(() => {
    throw new Error('away');
  });
  expect(await deposit(context, INPUT)).toMatchObject({ ok: true });
  expect(current()).toMatchObject({ state: 'PENDING', paymentId: null });
});

test.each([
  ['NotFound', 'NotFound', ['input', 'paymentMethodId']],
  ['MethodNotAvailable', 'InvalidInput', ['input', 'paymentMethodId']],
  ['AmountOutOfRange', 'InvalidInput', ['input', 'amount']],
])('what payments refuses with %s is refused with %s', async (name, __typename, path) => {
  const { context, deposit: current } = worldOf(refusedWith(name));
  expect(await deposit(context, INPUT)).toMatchObject({ ok: false, refusal: { __typename, path } });
  expect(current()?.state).toBe('FAILED');
});

test('a refusal that the person cannot do anything about is a deposit that has failed', async () => {
  const { context, deposit: current } = worldOf(refusedWith('TooManyAttempts'));
  expect(await deposit(context, INPUT)).toMatchObject({ ok: true });
  expect(current()).toMatchObject({ state: 'FAILED', failureCode: 'TOO_MANY_ATTEMPTS' });
});

test.each([
  ['an account of somebody else', INPUT, { account: accountOf({ ownerId: 'usr_ben' }) }, 'NotFound'],
  ['an account that does not exist', { ...INPUT, accountId: 'wal_x' }, {}, 'NotFound'],
  ['another currency', { ...INPUT, amount: { amount: 1n, currency: 'USD' } }, {}, 'CurrencyMismatch'],
  ['a closed account', INPUT, { account: accountOf({ state: 'CLOSED' }) }, 'AccountClosed'],
  ['nothing', { ...INPUT, amount: { amount: 0n, currency: 'EUR' } }, {}, 'InvalidInput'],
  ['less than nothing', { ...INPUT, amount: { amount: -1n, currency: 'EUR' } }, {}, 'InvalidInput'],
  ['more than an account can have', { ...INPUT, amount: { amount: 2n ** 63n, currency: 'EUR' } }, {}, 'InvalidInput'],
  ['an address that is none', { ...INPUT, returnUrl: 'javascript:alert(1)' }, {}, 'InvalidInput'],
  ['no key', { ...INPUT, idempotencyKey: '' }, {}, 'InvalidInput'],
  ['a key of 256 characters', { ...INPUT, idempotencyKey: 'k'.repeat(256) }, {}, 'InvalidInput'],
])('%s is refused, and payments is not asked', async (_, input, options, __typename) => {
  const { context, ask, added } = worldOf(accepted, options);
  expect(await deposit(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(ask).not.toHaveBeenCalled();
  expect(added).not.toHaveBeenCalled();
});

test('a visitor deposits nothing', async () => {
  const { context } = worldOf(accepted, { viewerId: null });
  await expect(deposit(context, INPUT)).rejects.toThrow('Sign in first.');
});
