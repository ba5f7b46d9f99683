import { expect, test } from '@jest/globals';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { changePassword } from './change-password.ts';

const INPUT = { currentPassword: 'right', newPassword: 'correct horse' };

test.each([
  ['a short new password', { ...INPUT, newPassword: 'short' }, {}, null, 'InvalidInput'],
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
  const selections: object[] = [];
  const revokeSessions = async (selection: object) => {
    selections.push(selection);
    return [];
  };
  const world = createOperationWorld({ store: { ...NOTICE, replacePassword: async () => true, revokeSessions } });
  expect(await changePassword(world.context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(selections).toEqual([{ userId: 'usr_ada', except: 'ses_ada' }]);
});
