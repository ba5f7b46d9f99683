import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import { ADA, NOW, SESSION, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { deleteAccount } from './delete-account.ts';

const PASSWORD = { password: 'right' };
const DELETION = {
  lockAccount: async () => true,
  holdPassword: async () => true,
  revokeSessions: async () => [],
  addressesOf: async () => [],
  removeMessagesTo: async () => undefined,
  eraseAccount: async () => undefined,
  markDeleted: async () => undefined,
};
const DELETED = ['revokeSessions', 'addressesOf', 'removeMessagesTo', 'eraseAccount', 'markDeleted'];

/** A second factor that accepts codes of the app as long as `useStep` does. */
const withFactor = (useStep: boolean) => ({
  store: {
    ...DELETION,
    totpOf: async () => ({ sealedSecret: 'sealed', confirmedAt: NOW }),
    useStep: async () => useStep,
  },
  context: { totp: { stepOf: () => 1 }, totpBox: { open: () => Buffer.from('secret') } },
});
const withStore = (store: object) => ({ store: { ...DELETION, ...store } });
const withSession = (session: object | null) => withStore({ sessions: async () => [session] });

describe('an account is not deleted', () => {
  test.each([
    ['a password that is too long', { password: 'x'.repeat(513) }, {}, 'InvalidInput', 'password'],
    ['a code that is too long', { totpCode: 'x'.repeat(101) }, {}, 'InvalidInput', 'totpCode'],
    ['a wrong password', { password: 'wrong' }, {}, 'InvalidCredentials', 'password'],
    [
      'a password of an account without one',
      PASSWORD,
      withStore({ passwordHash: async () => null }),
      'InvalidCredentials',
      'password',
    ],
    [
      'a password that was changed meanwhile',
      PASSWORD,
      withStore({ holdPassword: async () => false }),
      'InvalidCredentials',
      'password',
    ],
    ['a stale session', {}, withSession(STALE_SESSION), 'RecentSignInRequired', 'password'],
    ['a session that has ended', {}, withSession({ ...SESSION, revokedAt: NOW }), 'RecentSignInRequired', 'password'],
    [
      'a session of another user',
      {},
      withSession({ ...SESSION, userId: 'usr_eve' }),
      'RecentSignInRequired',
      'password',
    ],
    ['a caller without a session', {}, { caller: { ...ADA, sessionId: null } }, 'RecentSignInRequired', 'password'],
    ['a password without the second factor', PASSWORD, withFactor(true), 'TotpRequired', 'totpCode'],
    ['a fresh session without the second factor', {}, withFactor(true), 'TotpRequired', 'totpCode'],
    [
      'a password with a used code',
      { ...PASSWORD, totpCode: '123456' },
      withFactor(false),
      'InvalidCredentials',
      'password',
    ],
    ['a fresh session with a used code', { totpCode: '123456' }, withFactor(false), 'InvalidCredentials', 'totpCode'],
  ])('by %s', async (_, input, options, __typename, field) => {
    const { context, effects } = createOperationWorld(options);
    expect(await deleteAccount(context, input)).toMatchObject({
      ok: false,
      refusal: { __typename, path: ['input', field] },
    });
    expect(effects).not.toContain('eraseAccount');
  });

  test('when no attempt is left', async () => {
    const { context } = createOperationWorld({ store: DELETION, wait: 7 });
    expect(await deleteAccount(context, PASSWORD)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 7 },
    });
  });

  test.each([
    ['of a visitor', { caller: ANONYMOUS }],
    ['that is gone', withStore({ lockAccount: async () => false })],
    ['that was gone before', { store: DELETION, context: { accounts: { load: async () => null } } }],
  ])('%s, by a fault', async (_, options) => {
    const { context, effects } = createOperationWorld(options);
    await expect(deleteAccount(context, PASSWORD)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(effects).not.toContain('eraseAccount');
  });
});

describe('an account with obligations is not deleted', () => {
  const BALANCE = { kind: 'BALANCE', count: 1, amount: { amount: '1250', currency: 'EUR' } };
  const answers: Readonly<Record<string, object>> = {
    profile: { deletionObstacles: [] },
    wallet: { deletionObstacles: [BALANCE] },
    commerce: { deletionObstacles: [{ kind: 'ORDER', count: 2, amount: null }] },
  };
  const domains = Object.keys(answers);
  const ask = async (domain: string) => answers[domain];

  test('in any domain', async () => {
    const { context, effects } = createOperationWorld({ store: DELETION, context: { domains, ask } });

    expect(await deleteAccount(context, PASSWORD)).toMatchObject({
      ok: false,
      refusal: {
        __typename: 'AccountHasObligations',
        path: ['input'],
        obligations: [
          { kind: 'BALANCE', count: 1, amount: { amount: 1_250n, currency: 'EUR' } },
          { kind: 'ORDER', count: 2, amount: null },
        ],
      },
    });
    expect(effects).toEqual([]);
  });

  test('nor one whose obligations a domain cannot state', async () => {
    const away = fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
    const context = { domains, ask: (domain: string) => (domain === 'wallet' ? Promise.reject(away) : ask('profile')) };
    const world = createOperationWorld({ store: DELETION, context });

    await expect(deleteAccount(world.context, PASSWORD)).rejects.toBe(away);
    expect(world.effects).toEqual([]);
  });

  test('and nobody learns of them without the proof', async () => {
    const { context } = createOperationWorld({ store: DELETION, context: { domains, ask } });

    expect(await deleteAccount(context, { password: 'wrong' })).toMatchObject({
      refusal: { __typename: 'InvalidCredentials' },
    });
  });
});

test.each([
  ['the password', PASSWORD, withStore({}), ['lockAccount', 'holdPassword']],
  ['a fresh session', {}, withStore({}), ['lockAccount']],
  ['a fresh session and a code', { totpCode: '123456' }, withFactor(true), ['lockAccount', 'useStep']],
])('%s deletes the account and ends its sessions in one transaction', async (_, input, options, proofs) => {
  const { context, effects, attempts } = createOperationWorld(options);
  expect(await deleteAccount(context, input)).toMatchObject({
    ok: true,
    value: { id: 'usr_ada', email: 'ada@example.org' },
  });
  expect(effects).toEqual(['profile deletionObstacles', ...proofs, ...DELETED, 'signal auth.work']);
  expect(attempts).toEqual(['usr_ada right']);
});
