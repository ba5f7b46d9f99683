import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
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
      addressesOf: async () => [{ kind: 'PHONE', value: '+49', verifiedAt: NOW, isHeld: true }],
      addMessage: async () => undefined,
    },
  });
  expect(await verifyEmail(context, { token: 'token' })).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects.filter((effect) => effect === 'addMessage')).toHaveLength(2);
});
