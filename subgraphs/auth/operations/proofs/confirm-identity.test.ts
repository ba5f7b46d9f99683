import { describe, expect, jest, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA, fromNow, NOW, PASSKEY, SESSION } from '../../fixtures/ada.ts';
import { MALFORMED, passkeyRules } from '../../fixtures/identity-proofs.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { confirmIdentity } from './confirm-identity.ts';

const { totp, totpBox } = createOperationWorld().context;
const secret = totp.makeSecret();
const TOTP_ROW = { sealedSecret: totpBox.seal('usr_ada', Buffer.from(secret)), confirmedAt: NOW };
const CODE = new TOTP({ secret }).generate({ timestamp: NOW.getTime() });

const BY_PASSWORD = { password: 'right' };
const BY_CODE = { totpCode: ` ${CODE} ` };
const BY_PASSKEY = { passkey: 'one' };

/** A user with all three proofs, which are right. */
const STORE = {
  holdPassword: async () => true,
  totpOf: async () => TOTP_ROW,
  useStep: async () => true,
  takePasskeyChallenge: async () => true,
  passkeyOf: async () => PASSKEY,
  usePasskey: async () => true,
  proveSession: async () => true,
};
const withStore = (store: object) => ({ store: { ...STORE, ...store } });
const withRules = (rules: object) => ({ store: STORE, context: { passkeyRules: { ...passkeyRules, ...rules } } });

describe('a proof is refused', () => {
  test.each([
    ['no proof', {}, 'InvalidInput', []],
    ['two proofs', { ...BY_PASSWORD, ...BY_CODE }, 'InvalidInput', []],
    ['a password that is too long', { password: 'x'.repeat(513) }, 'InvalidInput', ['password']],
    ['a code that is too long', { totpCode: 'x'.repeat(101) }, 'InvalidInput', ['totpCode']],
    ['a response that is too long', { passkey: 'x'.repeat(20_001) }, 'InvalidInput', ['passkey']],
  ])('for its form: %s', async (_, input, __typename, path) => {
    const { context, attempts } = createOperationWorld(withStore({}));
    expect(await confirmIdentity(context, input)).toMatchObject({
      ok: false,
      refusal: { __typename, path: ['input', ...path] },
    });
    expect(attempts).toEqual([]);
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, {}, 'InvalidCredentials', 'password'],
    [
      'a password of an account without one',
      BY_PASSWORD,
      withStore({ passwordHash: async () => null }),
      'InvalidCredentials',
      'password',
    ],
    [
      'a password that was changed meanwhile',
      BY_PASSWORD,
      withStore({ holdPassword: async () => false }),
      'InvalidCredentials',
      'password',
    ],
    ['a code without an app', BY_CODE, withStore({ totpOf: async () => null }), 'InvalidToken', 'totpCode'],
    [
      'a code of an app that is not confirmed',
      BY_CODE,
      withStore({ totpOf: async () => ({ ...TOTP_ROW, confirmedAt: null }) }),
      'InvalidToken',
      'totpCode',
    ],
    ['a code that was used', BY_CODE, withStore({ useStep: async () => false }), 'InvalidToken', 'totpCode'],
    ['a recovery code', { totpCode: 'abcd1234' }, {}, 'InvalidToken', 'totpCode'],
    ['a malformed response', { passkey: MALFORMED }, {}, 'InvalidPasskey', 'response'],
    [
      'an unknown challenge',
      BY_PASSKEY,
      withStore({ takePasskeyChallenge: async () => false }),
      'InvalidPasskey',
      'response',
    ],
    ['an unknown passkey', BY_PASSKEY, withStore({ passkeyOf: async () => null }), 'InvalidPasskey', 'response'],
    [
      'a passkey of another user',
      BY_PASSKEY,
      withStore({ passkeyOf: async () => ({ ...PASSKEY, userId: 'usr_eve' }) }),
      'InvalidPasskey',
      'response',
    ],
    [
      'a response that names another user',
      BY_PASSKEY,
      withRules({ read: () => ({ challenge: 'challenge', credentialId: 'one', userId: null }) }),
      'InvalidPasskey',
      'response',
    ],
    [
      'a response that does not verify',
      BY_PASSKEY,
      withRules({ verifyAssertion: async () => null }),
      'InvalidPasskey',
      'response',
    ],
    [
      'a passkey that may have been cloned',
      BY_PASSKEY,
      withStore({ usePasskey: async () => false }),
      'InvalidPasskey',
      'response',
    ],
  ])('and counted as wrong: %s', async (_, input, options, __typename, field) => {
    const { context, effects, attempts } = createOperationWorld({ store: STORE, ...options });
    expect(await confirmIdentity(context, input)).toMatchObject({
      ok: false,
      refusal: { __typename, path: ['input', field] },
    });
    expect(effects).not.toContain('proveSession');
    expect(attempts).toEqual([expect.stringMatching(/ wrong$/)]);
  });

  test.each([BY_PASSWORD, BY_CODE, BY_PASSKEY])('when no attempt is left: %j', async (input) => {
    const { context, effects } = createOperationWorld({ store: STORE, wait: 7 });
    expect(await confirmIdentity(context, input)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
    });
    expect(effects).toEqual([]);
  });

  test.each([
    ['ended', withStore({ proveSession: async () => false })],
    ['been deleted', withStore({ sessions: async () => [null] })],
    ['never existed', { ...withStore({}), caller: { ...ADA, sessionId: null } }],
  ])('in a session that has %s', async (_, options) => {
    const { context } = createOperationWorld(options);
    expect(await confirmIdentity(context, BY_PASSWORD)).toMatchObject({ refusal: { __typename: 'NotFound' } });
  });

  test('of a visitor, by a fault', async () => {
    const { context } = createOperationWorld({ caller: ANONYMOUS });
    await expect(confirmIdentity(context, BY_PASSWORD)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

test.each([
  ['a password', BY_PASSWORD, ['holdPassword'], 'usr_ada right'],
  ['a code', BY_CODE, ['useStep'], 'totp:usr_ada right'],
  ['a passkey', BY_PASSKEY, ['takePasskeyChallenge', 'passkeyOf', 'usePasskey'], 'passkey:usr_ada right'],
])('%s proves the identity for five minutes, and is consumed', async (_, input, consumed, attempt) => {
  const issue = jest.fn(async (_: object) => 'signed');
  const sessions = async () => [{ ...SESSION, provenAt: NOW }];
  const { context, effects, attempts } = createOperationWorld({
    store: { ...STORE, sessions },
    context: { accessTokens: { issue } },
  });
  expect(await confirmIdentity(context, input)).toEqual({
    ok: true,
    value: { accessToken: 'signed', expiresAt: fromNow(600_000), provenUntil: fromNow(300_000) },
  });
  expect(issue).toHaveBeenCalledWith(expect.objectContaining({ sessionId: 'ses_ada', provenAt: NOW }));
  expect(effects).toEqual([...consumed, 'proveSession']);
  expect(attempts).toEqual([attempt]);
});
