import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { resetPassword } from './reset-password.ts';

const INPUT = { token: 'token', password: 'correct horse' };
const SENT_TO = { kind: 'EMAIL', value: 'ada@example.org' } as const;
const CHALLENGE = { userId: 'usr_ada', purpose: 'RESET_PASSWORD', hash: '', sentTo: SENT_TO, expiresAt: NOW } as const;
const VALID = { hasChallenge: async () => true, takeChallenge: async () => CHALLENGE };

test.each([
  ['a short password', { ...INPUT, password: 'short' }, {}, null, 'InvalidInput'],
  ['a token that is too long', { ...INPUT, token: 'x'.repeat(201) }, {}, null, 'InvalidInput'],
  ['an unknown token', INPUT, { hasChallenge: async () => false }, null, 'InvalidToken'],
  ['a token that was used concurrently', INPUT, { ...VALID, takeChallenge: async () => null }, null, 'InvalidToken'],
  [
    'a token for an address that belongs to somebody else now',
    INPUT,
    { ...VALID, holdIdentifier: async () => ({ userId: 'usr_eve', verifiedAt: NOW }) },
    null,
    'InvalidToken',
  ],
  ['an attempt over the limit', INPUT, {}, 7, 'TooManyAttempts'],
])('%s is refused, and the password stays', async (_, input, store, wait, __typename) => {
  const world = createOperationWorld({ caller: ANONYMOUS, store, wait });
  expect(await resetPassword(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects).not.toContain('setPassword');
  expect(world.effects).not.toContain('signal auth.work');
});

test('a token sets the password, verifies its address and ends all sessions', async () => {
  const world = createOperationWorld({
    caller: ANONYMOUS,
    canSend: false,
    store: {
      ...VALID,
      holdIdentifier: async () => ({ userId: 'usr_ada', verifiedAt: null }),
      setPassword: async () => undefined,
      proveIdentifier: async () => ({ outcome: 'VERIFIED', previous: null }),
      announce: async () => undefined,
      recordEvents: async () => undefined,
      revokeSessions: async () => [],
    },
  });
  expect(await resetPassword(world.context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(world.effects).toEqual(
    expect.arrayContaining(['setPassword', 'proveIdentifier', 'announce', 'revokeSessions']),
  );
});

test('an address that is verified is not verified again, and is notified', async () => {
  const world = createOperationWorld({
    caller: ANONYMOUS,
    store: {
      ...VALID,
      holdIdentifier: async () => ({ userId: 'usr_ada', verifiedAt: NOW }),
      setPassword: async () => undefined,
      recordEvents: async () => undefined,
      enqueueWork: async () => undefined,
      revokeSessions: async () => [],
    },
  });
  expect(await resetPassword(world.context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(world.effects).toEqual(
    expect.arrayContaining(['setPassword', 'enqueueWork', 'recordEvents', 'signal auth.work']),
  );
  expect(world.attempts).toEqual([`${world.context.tokenHasher.hash('token')} right`]);
});
