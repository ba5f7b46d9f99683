import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, NOW, PASSKEY } from '../../fixtures/ada.ts';
import { MALFORMED, passkeyRules } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { finishPasskeyLogin, startPasskeyLogin } from './log-in-with-passkey.ts';

const INPUT = { response: 'one' };
const STORE = {
  takePasskeyChallenge: async () => true,
  passkeyOf: async () => PASSKEY,
  usePasskey: async () => true,
  holdSuspension: async () => null,
  openSession: async () => undefined,
};

/** A visitor's world with Ada's passkey. */
const createWorld = (store: object = {}, rules: object = {}, wait: number | null = null) =>
  createOperationWorld({
    caller: ANONYMOUS,
    store: { ...STORE, ...store },
    context: { passkeyRules: { ...passkeyRules, ...rules } },
    wait,
  });

describe('starting', () => {
  test.each([
    ['without settings', { isConfigured: false }, null, 'ProviderUnavailable'],
    ['when no attempt is left', {}, 7, 'TooManyAttempts'],
  ])('%s is refused, and no challenge is stored', async (_, rules, wait, __typename) => {
    const { context, effects } = createWorld({}, rules, wait);
    expect(await startPasskeyLogin(context)).toMatchObject({ ok: false, refusal: { __typename } });
    expect(effects).toEqual([]);
  });

  test('stores the hash of a challenge that expires after five minutes', async () => {
    const putPasskeyChallenge = jest.fn<AuthStore['putPasskeyChallenge']>(async () => undefined);
    const { context } = createWorld({ putPasskeyChallenge });
    expect(await startPasskeyLogin(context)).toEqual({ ok: true, value: 'request options' });
    const hash = context.tokenHasher.hash('challenge', 'passkey');
    expect(putPasskeyChallenge.mock.calls).toEqual([
      [{ hash, purpose: 'SIGN_IN', userId: null, expiresAt: fromNow(300_000) }],
    ]);
  });
});

describe('finishing', () => {
  test.each([
    ['a response that is too long', { response: 'x'.repeat(20_001) }, {}, { read: () => null }],
    ['a malformed response', { response: MALFORMED }, {}, {}],
    ['an unknown challenge', INPUT, { takePasskeyChallenge: async () => false }, {}],
    ['an unknown passkey', INPUT, { passkeyOf: async () => null }, {}],
    [
      'a response that names no user',
      INPUT,
      {},
      { read: () => ({ challenge: 'challenge', credentialId: 'one', userId: null }) },
    ],
    ['a passkey of another user', INPUT, { passkeyOf: async () => ({ ...PASSKEY, userId: 'usr_eve' }) }, {}],
    ['a response that does not verify', INPUT, {}, { verifyAssertion: async () => null }],
  ])('%s is refused and counted as wrong', async (_, input, store, rules) => {
    const { context, effects, attempts } = createWorld(store, rules);
    expect(await finishPasskeyLogin(context, input)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidPasskey', path: ['input', 'response'] },
    });
    expect(effects).not.toContain('openSession');
    expect(attempts).toEqual([expect.stringMatching(/^passkey:.*:192\.0\.2\.1 wrong$/)]);
  });

  test('a response that is too long is not parsed', async () => {
    const read = jest.fn((_: string) => null);
    const { context } = createWorld({}, { read });
    await finishPasskeyLogin(context, { response: 'x'.repeat(20_001) });
    expect(read).toHaveBeenCalledWith('');
  });

  test.each([
    ['is recorded', PASSKEY, [expect.objectContaining({ userId: 'usr_ada', kind: 'PASSKEY_REFUSED' })]],
    ['is not recorded once it was removed', null, null],
  ])('a passkey that may have been cloned is refused, and that %s', async (_, stored, recorded) => {
    const recordEvents = jest.fn<AuthStore['recordEvents']>(async () => undefined);
    const passkeyOf = jest.fn<AuthStore['passkeyOf']>(async () => stored).mockResolvedValueOnce(PASSKEY);
    const { context, effects } = createWorld({ usePasskey: async () => false, passkeyOf, recordEvents });
    expect(await finishPasskeyLogin(context, INPUT)).toMatchObject({ refusal: { __typename: 'InvalidPasskey' } });
    expect(recordEvents.mock.calls).toEqual(recorded === null ? [] : [[recorded]]);
    expect(effects).not.toContain('openSession');
  });

  test('a suspended user is refused with the reason, and no attempt is used up', async () => {
    const suspension = { since: NOW, until: null, reason: 'Spam.' };
    const { context, effects, attempts } = createWorld({ holdSuspension: async () => suspension });
    expect(await finishPasskeyLogin(context, INPUT)).toMatchObject({
      refusal: { __typename: 'AccountSuspended', reason: 'Spam.' },
    });
    expect(effects).not.toContain('openSession');
    expect(attempts).toEqual(['passkey:one:192.0.2.1 undecided']);
  });

  test('nothing is verified when no attempt is left', async () => {
    const { context, effects } = createWorld({}, {}, 7);
    expect(await finishPasskeyLogin(context, INPUT)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
    });
    expect(effects).toEqual([]);
  });

  test('the owner is signed in, and the counter is stored', async () => {
    const usePasskey = jest.fn<AuthStore['usePasskey']>(async () => true);
    const takePasskeyChallenge = jest.fn<AuthStore['takePasskeyChallenge']>(async () => true);
    const { context, effects, attempts } = createWorld({ usePasskey, takePasskeyChallenge });
    expect(await finishPasskeyLogin(context, INPUT)).toMatchObject({
      ok: true,
      value: { user: { id: 'usr_ada' }, accessToken: 'signed', refreshToken: 'first' },
    });
    const hash = context.tokenHasher.hash('challenge', 'passkey');
    expect(takePasskeyChallenge.mock.calls).toEqual([[{ hash, purpose: 'SIGN_IN', userId: null }, NOW]]);
    expect(usePasskey.mock.calls).toEqual([['pky_1', 1n, NOW]]);
    expect(effects).toEqual(['takePasskeyChallenge', 'passkeyOf', 'usePasskey', 'holdSuspension', 'openSession']);
    expect(attempts).toEqual(['passkey:one:192.0.2.1 right']);
  });
});
