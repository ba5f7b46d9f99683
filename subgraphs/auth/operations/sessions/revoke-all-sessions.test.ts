import { expect, test } from '@jest/globals';
import { NOW, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import type { Identity } from '../../repository/identities.ts';
import { revokeAllSessions } from './revoke-all-sessions.ts';

const SINCE = { removeFactorsAddedSince: NOW };
const IDENTITY: Identity = { provider: 'corp', subject: '1', userId: 'usr_ada', createdAt: NOW };
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
  const before = { ...IDENTITY, provider: 'old', createdAt: new Date(NOW.getTime() - 1) };
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
