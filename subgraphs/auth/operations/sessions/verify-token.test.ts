import { expect, test } from '@jest/globals';
import { NOW, SESSION } from '../../fixtures/ada.ts';
import { verifyToken } from './verify-token.ts';

const CLAIMS = { userId: 'usr_ada', sessionId: 'ses_ada', scopes: ['admin'], expiresAt: NOW };

const inspect = (claims: typeof CLAIMS | null, session: typeof SESSION | null) =>
  verifyToken(
    {
      accessTokens: { issue: async () => '', verify: async () => claims },
      repository: { sessions: async () => [session] },
    },
    'token',
  );

test.each([
  ['that is not valid', null, SESSION],
  ['without a session', CLAIMS, null],
  ['of a revoked session', CLAIMS, { ...SESSION, revokedAt: NOW }],
  ['of another user’s session', CLAIMS, { ...SESSION, userId: 'usr_eve' }],
])('a token %s is inactive and discloses nothing', async (_, claims, session) => {
  const inactive = { active: false, subject: null, sessionId: null, scopes: [], expiresAt: null };
  expect(await inspect(claims, session)).toEqual(inactive);
});

test('a valid token is active', async () => {
  expect(await inspect(CLAIMS, SESSION)).toMatchObject({ active: true, subject: 'usr_ada', scopes: ['admin'] });
});
