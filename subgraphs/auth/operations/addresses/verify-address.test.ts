import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { AuthStore } from '../../repository/index.ts';
import { verifyEmail, verifyPhone } from './verify-address.ts';

const SENT_TO = { kind: 'EMAIL', value: 'ada@example.org' } as const;
const CHALLENGE = { userId: 'usr_ada', purpose: 'VERIFY_EMAIL', hash: '', sentTo: SENT_TO, expiresAt: NOW } as const;
const TAKEN = { takeChallenge: async () => CHALLENGE, proveIdentifier: async () => ({ outcome: 'TAKEN' }) as const };

test.each([
  ['an unknown token', { takeChallenge: async () => null }, null, 'InvalidToken', 'token'],
  ['an address of another account', TAKEN, null, 'IdentifierTaken', 'token'],
])('email: %s is refused, and nothing is recorded', async (_, store, wait, __typename, field) => {
  const { context, effects } = createOperationWorld({ store, wait });
  const refusal = { __typename, path: ['input', field] };
  expect(await verifyEmail(context, { token: 'token' })).toMatchObject({ ok: false, refusal });
  expect(effects).not.toContain('recordEvents');
});

test.each([
  ['a sixth attempt at a code', { countTry: async () => false }, null, 'InvalidToken'],
  ['a wrong code', { countTry: async () => true, takeChallenge: async () => null }, null, 'InvalidToken'],
  ['an attempt over the limit', {}, 7, 'TooManyAttempts'],
])('phone: %s is refused', async (_, store, wait, __typename) => {
  const { context, effects } = createOperationWorld({ store, wait });
  expect(await verifyPhone(context, { code: '123456' })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(effects).not.toContain('proveIdentifier');
});

test('a replaced address and the other one are notified of a change', async () => {
  const { context, effects } = createOperationWorld({
    store: {
      takeChallenge: async () => CHALLENGE,
      proveIdentifier: async () => ({ outcome: 'CHANGED', previous: 'old@example.org' }) as const,
      recordEvents: async () => undefined,
      announce: async () => undefined,
      addressesOf: async () => [{ kind: 'PHONE', value: '+49', verifiedAt: NOW, isHeld: true }],
      enqueueWork: async () => undefined,
    },
  });
  expect(await verifyEmail(context, { token: 'token' })).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects.filter((effect) => effect === 'enqueueWork')).toHaveLength(2);
});

test.each([
  ['email', (context: Context, secret: string) => verifyEmail(context, { token: secret }), 'VERIFY_EMAIL', ''],
  ['phone', (context: Context, secret: string) => verifyPhone(context, { code: secret }), 'VERIFY_PHONE', 'usr_ada'],
])(
  '%s: the secret is trimmed and looked up by its hash; one that is too long is wrong',
  async (_, verify, purpose, owner) => {
    const takeChallenge = jest.fn(async (..._: unknown[]) => null);
    const countTry = jest.fn(async (..._: unknown[]) => true);
    const { context, attempts } = createOperationWorld({ store: { takeChallenge, countTry } });
    await verify(context, ' 123456 ');
    expect(await verify(context, 'x'.repeat(201))).toMatchObject({ refusal: { __typename: 'InvalidToken' } });
    const hash = (secret: string) => context.tokenHasher.hash(secret, owner);
    expect(takeChallenge.mock.calls).toEqual([
      [purpose, hash('123456'), NOW],
      [purpose, hash(''), NOW],
    ]);
    expect(attempts).toEqual([expect.stringMatching(/ wrong$/), expect.stringMatching(/ wrong$/)]);
    if (owner !== '') expect(countTry).toHaveBeenCalledWith('usr_ada', 'VERIFY_PHONE', 5, NOW);
  },
);

test('a phone number is verified, and there is nobody to notify', async () => {
  const { context, effects, attempts } = createOperationWorld({
    store: {
      countTry: async () => true,
      takeChallenge: async () => ({ ...CHALLENGE, sentTo: { kind: 'PHONE', value: '+49' } }),
      proveIdentifier: async () => ({ outcome: 'VERIFIED', previous: null }),
      recordEvents: async () => undefined,
      announce: async () => undefined,
    },
  });
  expect(await verifyPhone(context, { code: '123456' })).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects).toEqual([
    'countTry',
    'takeChallenge',
    'proveIdentifier',
    'announce',
    'recordEvents',
    'signal auth.work',
  ]);
  expect(attempts).toEqual(['usr_ada right']);
});

test('an address that another account verified at the same moment is refused as taken', async () => {
  const proveIdentifier = jest.fn<AuthStore['proveIdentifier']>();
  const { context } = createOperationWorld({ store: { takeChallenge: async () => CHALLENGE, proveIdentifier } });
  proveIdentifier.mockRejectedValueOnce(Object.assign(new Error('unique'), { code: 'P2002' }));
  expect(await verifyEmail(context, { token: 'token' })).toMatchObject({
    refusal: { __typename: 'IdentifierTaken', path: ['input', 'token'] },
  });
  proveIdentifier.mockRejectedValueOnce(new Error('The database is gone.'));
  await expect(verifyEmail(context, { token: 'token' })).rejects.toThrow('The database is gone.');
});

test('a visitor verifies an email, but no phone number', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS, store: { takeChallenge: async () => null } });
  expect(await verifyEmail(context, { token: 'token' })).toMatchObject({ refusal: { __typename: 'InvalidToken' } });
  await expect(verifyPhone(context, { code: '123456' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
type Context = ReturnType<typeof createOperationWorld>['context'];
