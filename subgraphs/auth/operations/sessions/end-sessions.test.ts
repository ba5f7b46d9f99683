import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { endSessions, notifyRevokedSessions } from './end-sessions.ts';

const EVENTS = ['ses_1', 'ses_2'].map((sessionId) => ({
  sessionId,
  userId: 'usr_ada',
  expiresAt: fromNow(630_000).toISOString(),
}));

test('each session that ends is announced until its last token has expired', async () => {
  const revokeSessions = jest.fn(async (..._: unknown[]) =>
    ['ses_1', 'ses_2'].map((id) => ({ id, userId: 'usr_ada' })),
  );
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const selection = { userId: 'usr_ada', except: 'ses_3' };
  expect(await endSessions({ revokeSessions, announce }, selection, NOW)).toEqual(EVENTS);
  expect(revokeSessions).toHaveBeenCalledWith(selection, NOW);
  expect(announce.mock.calls).toEqual(
    EVENTS.map((event) => [expect.objectContaining({ name: 'auth.session-revoked' }), event, NOW]),
  );
});

test('gateways are signalled for each session', async () => {
  const notify = jest.fn(async (..._: unknown[]) => undefined);
  const { context } = createOperationWorld({ context: { signals: { notify } } });
  await notifyRevokedSessions(context, EVENTS);
  expect(notify.mock.calls).toEqual(EVENTS.map((event) => ['auth.session-revoked', event]));
});
