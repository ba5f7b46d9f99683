import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { telegram } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { logInWithTelegram } from './log-in-with-telegram.ts';

const INPUT = { initData: 'genuine' };
const FIRST = {
  userOfIdentity: async () => null,
  isProofUsed: async () => false,
  addIdentityAccount: async () => true,
  useProof: async () => true,
  openSession: async () => undefined,
  announce: async () => undefined,
  holdSuspension: async () => null,
};
const REGISTERED = { ...FIRST, userOfIdentity: async () => 'usr_ada' };

const createWorld = (store: object, options: object = {}) =>
  createOperationWorld({ caller: ANONYMOUS, store, ...options });

test('without a bot the refusal says so', async () => {
  const { context, attempts } = createWorld(FIRST, { context: { telegram: { ...telegram, isConfigured: false } } });
  expect(await logInWithTelegram(context, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'ProviderUnavailable' },
  });
  expect(attempts).toEqual([]);
});

test.each([
  ['forged data', { initData: 'forged' }, FIRST, 'telegram::192.0.2.1 wrong'],
  ['used data of a known user', INPUT, { ...REGISTERED, useProof: async () => false }, 'telegram:42:192.0.2.1 wrong'],
  ['used data of a new user', INPUT, { ...FIRST, isProofUsed: async () => true }, 'telegram:42:192.0.2.1 wrong'],
  [
    'data that is used for an account meanwhile',
    INPUT,
    { ...FIRST, useProof: async () => false },
    'telegram:42:192.0.2.1 wrong',
  ],
  [
    'data of an identity that was taken and is gone again',
    INPUT,
    { ...FIRST, addIdentityAccount: async () => false },
    'telegram:42:192.0.2.1 wrong',
  ],
])('%s is refused and counted as wrong', async (_, input, store, attempt) => {
  const { context, effects, attempts } = createWorld(store);
  expect(await logInWithTelegram(context, input)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInitData', path: ['input', 'initData'] },
  });
  expect(effects).not.toContain('openSession');
  expect(attempts).toEqual([attempt]);
});

test('nothing is looked up when no attempt is left', async () => {
  const { context, effects } = createWorld(FIRST, { wait: 7 });
  expect(await logInWithTelegram(context, INPUT)).toMatchObject({
    refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
  });
  expect(effects).toEqual([]);
});

test('a suspended user is refused, and no attempt is used up', async () => {
  const holdSuspension = async () => ({ since: NOW, until: null, reason: 'Spam.' });
  const { context, attempts } = createWorld({ ...REGISTERED, holdSuspension });
  expect(await logInWithTelegram(context, INPUT)).toMatchObject({ refusal: { __typename: 'AccountSuspended' } });
  expect(attempts).toEqual(['telegram:42:192.0.2.1 undecided']);
});

describe('signing in', () => {
  test('consumes the data of a known user in the transaction of the session', async () => {
    const useProof = jest.fn<AuthStore['useProof']>(async () => true);
    const { context, effects, attempts } = createWorld({ ...REGISTERED, useProof });
    expect(await logInWithTelegram(context, INPUT)).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
    expect(useProof.mock.calls).toEqual([['fingerprint', fromNow(300_000)]]);
    expect(effects).toEqual(['userOfIdentity', 'useProof', 'holdSuspension', 'openSession']);
    expect(attempts).toEqual(['telegram:42:192.0.2.1 right']);
  });

  test('creates an account without an address for a new user', async () => {
    const addIdentityAccount = jest.fn<AuthStore['addIdentityAccount']>(async () => true);
    const { context } = createWorld({ ...FIRST, addIdentityAccount });
    const outcome = await logInWithTelegram(context, INPUT);
    const userId = outcome.ok ? outcome.value.user.id : '';
    expect(addIdentityAccount.mock.calls).toEqual([
      [{ provider: 'telegram', subject: '42', userId, createdAt: NOW }, null],
    ]);
  });

  test('finds the account that a concurrent first sign-in created', async () => {
    const userOfIdentity = jest.fn(async () => 'usr_ada' as string | null).mockResolvedValueOnce(null);
    const { context } = createWorld({ ...FIRST, addIdentityAccount: async () => false, userOfIdentity });
    expect(await logInWithTelegram(context, INPUT)).toMatchObject({ ok: true, value: { user: { id: 'usr_ada' } } });
  });
});
