import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { IDENTITY, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { unlinkIdentity } from './unlink-identity.ts';

const INPUT = { provider: 'corp' };
const LINKED = {
  identities: async () => [[IDENTITY]],
  holdWays: async () => ({ passwords: 1, identities: 1, passkeys: 0 }),
};

test.each([
  ['a name that is too long', { provider: 'x'.repeat(41) }, LINKED, 'NotFound'],
  ['a provider that is not linked', { provider: 'other' }, LINKED, 'NotFound'],
  [
    'the last way to sign in',
    INPUT,
    { ...LINKED, holdWays: async () => ({ passwords: 0, identities: 1, passkeys: 0 }) },
    'LastWayToSignIn',
  ],
  ['a stale proof of identity', INPUT, { ...LINKED, sessions: async () => [STALE_SESSION] }, 'ProofRequired'],
])('%s is refused, and the identity stays', async (_, input, store, __typename) => {
  const { context, effects } = createOperationWorld({ store });
  expect(await unlinkIdentity(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(effects).not.toContain('removeIdentity');
});

test('an identity is unlinked beside a password, and that is noticed', async () => {
  const { context, effects } = createOperationWorld({
    store: { ...LINKED, ...NOTICE, removeIdentity: async () => true },
  });
  expect(await unlinkIdentity(context, INPUT)).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects).toEqual(expect.arrayContaining(['removeIdentity', 'recordEvents']));
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(unlinkIdentity(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
