import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { prepareSession } from './prepare-session.ts';

test('a session expires after 7 idle days and stores the refresh token as a hash; opening it is a proof', async () => {
  const issue = jest.fn(async (_: object) => 'signed');
  const { context } = createOperationWorld({ context: { accessTokens: { issue } } });
  const { draft, tokens } = await prepareSession(context, 'usr_ada', ['ADMIN']);
  expect(draft).toEqual({
    id: expect.stringMatching(/^ses_/),
    userId: 'usr_ada',
    createdAt: NOW,
    expiresAt: fromNow(7 * 86_400_000),
    ip: '192.0.2.1',
    device: null,
    refreshHash: 'hash of first',
  });
  expect(tokens).toEqual({
    user: { id: 'usr_ada' },
    accessToken: 'signed',
    refreshToken: 'first',
    expiresAt: fromNow(600_000),
  });
  expect(issue).toHaveBeenCalledWith(
    expect.objectContaining({ sessionId: draft.id, scopes: ['admin'], provenAt: NOW }),
  );
});
