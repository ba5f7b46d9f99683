import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ACCOUNT, fromNow, NOW, PASSKEY, STALE_SESSION } from '../../fixtures/ada.ts';
import { MALFORMED, passkeyRules } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { finishPasskeyRegistration, startPasskeyRegistration } from './register-passkey.ts';

const MAX_PASSKEYS = 20;
const INPUT = { response: 'two' };
const stale = async () => [STALE_SESSION];
const ways = (passkeys: number) => async () => ({ passwords: 1, identities: 0, passkeys });
const STORE = {
  ...NOTICE,
  putPasskeyChallenge: async () => undefined,
  takePasskeyChallenge: async () => true,
  holdWays: ways(MAX_PASSKEYS - 1),
  addPasskey: async () => true,
};
const createWorld = (store: object = {}, rules: object = {}, wait: number | null = null) =>
  createOperationWorld({
    store: { ...STORE, ...store },
    context: { passkeyRules: { ...passkeyRules, ...rules } },
    wait,
  });

describe('starting', () => {
  test.each([
    ['without settings', {}, { isConfigured: false }, null, { __typename: 'ProviderUnavailable' }],
    ['when no attempt is left', {}, {}, 7, { __typename: 'TooManyAttempts', retryAfter: 7 }],
    ['without a fresh proof', { sessions: stale }, {}, null, { __typename: 'ProofRequired' }],
    [
      'with the maximum of passkeys',
      { passkeys: async () => [Array(MAX_PASSKEYS).fill(PASSKEY)] },
      {},
      null,
      { __typename: 'TooManyPasskeys', limit: MAX_PASSKEYS },
    ],
  ])('%s is refused, and no challenge is stored', async (_, store, rules, wait, refusal) => {
    const { context, effects } = createWorld(store, rules, wait);
    expect(await startPasskeyRegistration(context)).toMatchObject({ ok: false, refusal });
    expect(effects).toEqual([]);
  });

  test.each([
    ['the email', ACCOUNT, 'ada@example.org'],
    ['the phone number', { ...ACCOUNT, email: null, phone: '+4915112345678' }, '+4915112345678'],
    ['the id', { ...ACCOUNT, email: null }, 'usr_ada'],
  ])('stores a challenge for the viewer, whom the device shows by %s', async (_, account, name) => {
    const creationOptions = jest.fn(passkeyRules.creationOptions);
    const putPasskeyChallenge = jest.fn<AuthStore['putPasskeyChallenge']>(async () => undefined);
    const existing = Array(MAX_PASSKEYS - 1).fill(PASSKEY);
    const store = { accounts: async () => [account], passkeys: async () => [existing], putPasskeyChallenge };
    const { context } = createWorld(store, { creationOptions });
    expect(await startPasskeyRegistration(context)).toEqual({ ok: true, value: 'creation options' });
    expect(creationOptions).toHaveBeenCalledWith({ id: 'usr_ada', name }, existing);
    const hash = context.tokenHasher.hash('challenge', 'passkey');
    expect(putPasskeyChallenge.mock.calls).toEqual([
      [{ hash, purpose: 'REGISTER', userId: 'usr_ada', expiresAt: fromNow(300_000) }],
    ]);
  });
});

describe('finishing', () => {
  test.each([
    ['a name of 61 characters', { ...INPUT, name: 'x'.repeat(61) }, {}, {}, 'InvalidInput', ['name']],
    ['a blank name', { ...INPUT, name: ' ' }, {}, {}, 'InvalidInput', ['name']],
    ['a response that is too long', { response: 'x'.repeat(20_001) }, {}, {}, 'InvalidInput', ['response']],
    ['a stale proof of identity', INPUT, { sessions: stale }, {}, 'ProofRequired', []],
    ['a malformed response', { response: MALFORMED }, {}, {}, 'InvalidPasskey', ['response']],
    ['an unknown challenge', INPUT, { takePasskeyChallenge: async () => false }, {}, 'InvalidPasskey', ['response']],
    [
      'a response that does not verify',
      INPUT,
      {},
      { verifyRegistration: async () => null },
      'InvalidPasskey',
      ['response'],
    ],
    ['a passkey beyond the maximum', INPUT, { holdWays: ways(MAX_PASSKEYS) }, {}, 'TooManyPasskeys', []],
    ['a credential that exists', INPUT, { addPasskey: async () => false }, {}, 'InvalidPasskey', ['response']],
  ])('%s is refused, and nothing is recorded', async (_, input, store, rules, __typename, path) => {
    const { context, effects } = createWorld(store, rules);
    expect(await finishPasskeyRegistration(context, input)).toMatchObject({
      ok: false,
      refusal: { __typename, path: ['input', ...path] },
    });
    expect(effects).not.toContain('recordEvents');
    expect(effects).not.toContain('signal auth.work');
  });

  test('nothing is verified when no attempt is left', async () => {
    const { context, effects } = createWorld({}, {}, 7);
    expect(await finishPasskeyRegistration(context, INPUT)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
    });
    expect(effects).toEqual([]);
  });

  test.each([
    ['its name', { ...INPUT, name: ' Phone ' }, 'Phone'],
    ['a general name', INPUT, 'Passkey'],
  ])('the passkey is stored with %s, and its user is notified', async (_, input, name) => {
    const addPasskey = jest.fn<AuthStore['addPasskey']>(async () => true);
    const takePasskeyChallenge = jest.fn<AuthStore['takePasskeyChallenge']>(async () => true);
    const { context, effects, attempts } = createWorld({ addPasskey, takePasskeyChallenge });
    const passkey = {
      ...{ id: expect.stringMatching(/^pky_/), userId: 'usr_ada', name, createdAt: NOW, lastUsedAt: null },
      ...{ credentialId: 'two', publicKey: new Uint8Array(), counter: 0n, transports: [], isSynced: false },
    };
    expect(await finishPasskeyRegistration(context, input)).toEqual({ ok: true, value: passkey });
    expect(addPasskey.mock.calls).toEqual([[passkey]]);
    const hash = context.tokenHasher.hash('challenge', 'passkey');
    expect(takePasskeyChallenge.mock.calls).toEqual([[{ hash, purpose: 'REGISTER', userId: 'usr_ada' }, NOW]]);
    expect(effects).toEqual(expect.arrayContaining(['recordEvents', 'signal auth.work']));
    expect(attempts).toEqual(['passkey:usr_ada right']);
  });
});

test.each([startPasskeyRegistration, (context: Context) => finishPasskeyRegistration(context, INPUT)])(
  'a visitor is asked to sign in (%#)',
  async (operation) => {
    const { context } = createOperationWorld({ caller: ANONYMOUS });
    await expect(operation(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  },
);
type Context = ReturnType<typeof createOperationWorld>['context'];
