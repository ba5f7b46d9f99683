import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { PASSKEY, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { removePasskey, renamePasskey } from './manage-passkeys.ts';

const OWN = { passkeys: async () => [[PASSKEY]] };
const ways = (passwords: number) => async () => ({ passwords, identities: 0, passkeys: 1 });

test.each([
  ['an empty name', { passkeyId: 'pky_1', name: ' ' }, {}, 'InvalidInput'],
  ['a name of 61 characters', { passkeyId: 'pky_1', name: 'x'.repeat(61) }, {}, 'InvalidInput'],
  ['an id that is too long', { passkeyId: 'x'.repeat(101), name: 'Phone' }, {}, 'InvalidInput'],
  ['an unknown passkey', { passkeyId: 'pky_2', name: 'Phone' }, { renamePasskey: async () => null }, 'NotFound'],
])('renaming: %s is refused', async (_, input, store, __typename) => {
  const { context } = createOperationWorld({ store });
  expect(await renamePasskey(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
});

test.each([
  ['an id that is too long', { passkeyId: 'x'.repeat(101) }, {}, 'NotFound'],
  ['a passkey of somebody else', { passkeyId: 'pky_2' }, { ...OWN, holdWays: ways(1) }, 'NotFound'],
  ['the last way to sign in', { passkeyId: 'pky_1' }, { ...OWN, holdWays: ways(0) }, 'LastWayToSignIn'],
  [
    'a stale proof of identity',
    { passkeyId: 'pky_1' },
    { ...OWN, sessions: async () => [STALE_SESSION] },
    'ProofRequired',
  ],
])('removing: %s is refused, and it stays', async (_, input, store, __typename) => {
  const { context, effects } = createOperationWorld({ store });
  expect(await removePasskey(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(effects).not.toContain('removePasskey');
});

test('a passkey is removed beside a password, and that is noticed', async () => {
  const store = { ...OWN, ...NOTICE, holdWays: ways(1), removePasskey: async () => true };
  const { context, effects } = createOperationWorld({ store });
  expect(await removePasskey(context, { passkeyId: 'pky_1' })).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects).toEqual(['holdWays', 'removePasskey', 'recordEvents', 'addressesOf', 'signal auth.work']);
});

test('a passkey of the viewer is renamed', async () => {
  const rename = jest.fn(async (..._: unknown[]) => PASSKEY);
  const { context } = createOperationWorld({ store: { renamePasskey: rename } });
  expect(await renamePasskey(context, { passkeyId: 'pky_1', name: ' Phone ' })).toEqual({ ok: true, value: PASSKEY });
  expect(rename).toHaveBeenCalledWith('usr_ada', 'pky_1', 'Phone');
});

test.each([
  (context: Context) => renamePasskey(context, { passkeyId: 'pky_1', name: 'Phone' }),
  (context: Context) => removePasskey(context, { passkeyId: 'pky_1' }),
])('a visitor is asked to sign in (%#)', async (operation) => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(operation(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
type Context = ReturnType<typeof createOperationWorld>['context'];
