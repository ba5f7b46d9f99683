import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { revokeSession } from './revoke-session.ts';

test.each([
  ['an unknown session', { sessionId: 'ses_none' }, { sessions: async () => [null] }],
  [
    'a session of another user',
    { sessionId: 'ses_eve' },
    { sessions: async () => [{ ...SESSION, userId: 'usr_eve' }] },
  ],
  ['an id that is too long', { sessionId: 'x'.repeat(101) }, { sessions: async () => [null] }],
])('%s is refused in the same words, and nothing ends', async (_, input, store) => {
  const world = createOperationWorld({ store });
  expect(await revokeSession(world.context, input)).toEqual({
    ok: false,
    refusal: { __typename: 'NotFound', message: 'You have no session with this id.', path: ['input', 'sessionId'] },
  });
  expect(world.effects).toEqual([]);
});

test('an own session ends, and its event is published', async () => {
  const world = createOperationWorld({
    store: { revokeSessions: async () => [{ id: 'ses_ada', userId: 'usr_ada' }], announce: async () => undefined },
  });
  expect(await revokeSession(world.context, { sessionId: 'ses_ada' })).toEqual({ ok: true, value: SESSION });
  expect(world.effects).toEqual(['revokeSessions', 'announce', 'signal auth.session-revoked']);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(revokeSession(context, { sessionId: 'ses_ada' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
