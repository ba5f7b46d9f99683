import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { ADA, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { logOut } from './log-out.ts';

test('a caller without a session is refused', async () => {
  const world = createOperationWorld({ caller: { ...ADA, sessionId: null } });
  expect(await logOut(world.context)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
  expect(world.effects).toEqual([]);
});

test('a session that has ended already is no error', async () => {
  const world = createOperationWorld({ store: { revokeSessions: async () => [] } });
  expect(await logOut(world.context)).toEqual({ ok: true, value: true });
  expect(world.effects).toEqual(['revokeSessions']);
});

test('the session of the request ends, and its event is published', async () => {
  const revokeSessions = jest.fn(async (..._: unknown[]) => [{ id: 'ses_ada', userId: 'usr_ada' }]);
  const { context, effects } = createOperationWorld({ store: { revokeSessions, announce: async () => undefined } });
  expect(await logOut(context)).toEqual({ ok: true, value: true });
  expect(revokeSessions).toHaveBeenCalledWith({ id: 'ses_ada' }, NOW);
  expect(effects).toEqual(['revokeSessions', 'announce', 'signal auth.session-revoked']);
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(logOut(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
