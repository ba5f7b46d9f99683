import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, IDENTITY, NOW, PASSKEY, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import { revokeAllSessions } from './revoke-all-sessions.ts';

const SINCE = { removeFactorsAddedSince: NOW };
const totpOf = (confirmedAt: Date | null) => ({ totpOf: async () => ({ sealedSecret: '', confirmedAt }) });
const ENDED = { revokeSessions: async () => [{ id: 'ses_ada', userId: 'usr_ada' }], announce: async () => undefined };

test.each([
  ['something that is no time', { removeFactorsAddedSince: 'yesterday' }, {}, 'InvalidInput'],
  ['no open session', {}, { revokeSessions: async () => [] }, 'NotFound'],
  ['removal of factors with a stale proof', SINCE, { sessions: async () => [STALE_SESSION] }, 'ProofRequired'],
  [
    'removal of the last way to sign in',
    SINCE,
    {
      holdWays: async () => ({ passwords: 0, identities: 1, passkeys: 0 }),
      identities: async () => [[IDENTITY]],
    },
    'LastWayToSignIn',
  ],
])('%s is refused, and nothing is removed or published', async (_, input, store, __typename) => {
  const world = createOperationWorld({ store });
  expect(await revokeAllSessions(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(remove|signal|announce)/)]));
});

test('only factors that were added since are removed', async () => {
  const before = { ...IDENTITY, provider: 'old', createdAt: fromNow(-1) };
  const removed: string[] = [];
  const world = createOperationWorld({
    store: {
      ...NOTICE,
      ...ENDED,
      holdWays: async () => ({ passwords: 0, identities: 2, passkeys: 0 }),
      identities: async () => [[before, IDENTITY]],
      removeIdentity: async (_, provider) => removed.push(provider) > 0,
    },
  });
  expect(await revokeAllSessions(world.context, SINCE)).toEqual({ ok: true, value: 'usr_ada' });
  expect(removed).toEqual(['corp']);
});

test('all sessions end with this one, and gateways are signalled', async () => {
  const { context, effects } = createOperationWorld({ store: ENDED });
  expect(await revokeAllSessions(context, {})).toEqual({ ok: true, value: 'usr_ada' });
  expect(effects).toEqual(['revokeSessions', 'announce', 'signal auth.session-revoked', 'signal auth.work']);
});

test.each([
  ['a passkey that was added since', { passkeys: async () => [[PASSKEY]] }, ['removePasskey', 'recordEvents']],
  ['no passkey from before', { passkeys: async () => [[{ ...PASSKEY, createdAt: fromNow(-1) }]] }, []],
  ['a second factor that was confirmed since', totpOf(NOW), ['removeTotp', 'recordEvents']],
  ['a second factor that is not confirmed, without a notice', totpOf(null), ['removeTotp']],
  ['no second factor from before', totpOf(fromNow(-1)), []],
])('%s is removed', async (_, store, expected) => {
  const { context, effects } = createOperationWorld({
    store: {
      ...{ ...NOTICE, ...ENDED },
      holdWays: async () => ({ passwords: 1, identities: 0, passkeys: 1 }),
      identities: async () => [[]],
      removePasskey: async () => true,
      removeTotp: async () => undefined,
      ...store,
    },
  });
  expect(await revokeAllSessions(context, SINCE)).toMatchObject({ ok: true });
  expect(effects.filter((effect) => effect.startsWith('remove') || effect === 'recordEvents')).toEqual(expected);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(revokeAllSessions(context, {})).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
