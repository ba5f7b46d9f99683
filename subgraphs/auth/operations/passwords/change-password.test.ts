import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { changePassword } from './change-password.ts';

const INPUT = { currentPassword: 'right', newPassword: 'correct horse' };

test.each([
  ['a short new password', { ...INPUT, newPassword: 'short' }, {}, null, 'InvalidInput'],
  ['a long new password', { ...INPUT, newPassword: 'x'.repeat(129) }, {}, null, 'InvalidInput'],
  ['a long current password', { ...INPUT, currentPassword: 'x'.repeat(513) }, {}, null, 'InvalidInput'],
  ['a wrong current password', { ...INPUT, currentPassword: 'wrong' }, {}, null, 'InvalidCredentials'],
  ['an account without a password', INPUT, { passwordHash: async () => null }, null, 'InvalidCredentials'],
  [
    'a password that was changed concurrently',
    INPUT,
    { replacePassword: async () => false },
    null,
    'InvalidCredentials',
  ],
  ['an attempt over the limit', INPUT, {}, 7, 'TooManyAttempts'],
])('%s is refused, and no session ends', async (_, input, store, wait, __typename) => {
  const world = createOperationWorld({ store, wait });
  expect(await changePassword(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects.filter((effect) => effect !== 'replacePassword')).toEqual([]);
});

test('a new password ends the other sessions and keeps this one', async () => {
  const revokeSessions = jest.fn(async (..._: unknown[]) => []);
  const replacePassword = jest.fn(async (..._: unknown[]) => true);
  const world = createOperationWorld({ store: { ...NOTICE, replacePassword, revokeSessions } });
  expect(await changePassword(world.context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(replacePassword).toHaveBeenCalledWith('usr_ada', 'hash of right', 'hash of correct horse', NOW);
  expect(revokeSessions).toHaveBeenCalledWith({ userId: 'usr_ada', except: 'ses_ada' }, NOW);
  expect(world.effects).toEqual(expect.arrayContaining(['recordEvents', 'signal auth.work']));
  expect(world.attempts).toEqual(['usr_ada right']);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(changePassword(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
