import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { setPassword } from './set-password.ts';

const NEW = { newPassword: 'correct horse' };
const WITHOUT = { passwordHash: async () => null };

test.each([
  ['a short password', { newPassword: 'short' }, WITHOUT, 'InvalidInput'],
  ['a long password', { newPassword: 'x'.repeat(129) }, WITHOUT, 'InvalidInput'],
  ['a second password', NEW, {}, 'PasswordAlreadySet'],
  ['a stale proof of identity', NEW, { ...WITHOUT, sessions: async () => [STALE_SESSION] }, 'ProofRequired'],
  ['a password that was set concurrently', NEW, { ...WITHOUT, addPassword: async () => false }, 'PasswordAlreadySet'],
])('%s is refused, and nobody is notified', async (_, input, store, __typename) => {
  const world = createOperationWorld({ store });
  expect(await setPassword(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects.filter((effect) => effect !== 'addPassword')).toEqual([]);
});

test('a first password is set and noticed', async () => {
  const world = createOperationWorld({ store: { ...WITHOUT, ...NOTICE, addPassword: async () => true } });
  expect(await setPassword(world.context, NEW)).toEqual({ ok: true, value: 'usr_ada' });
  expect(world.effects).toEqual(['addPassword', 'recordEvents', 'addressesOf', 'signal auth.work']);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(setPassword(context, NEW)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
