import { expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller, serviceCaller } from '../../../../runtime/executor/caller.ts';
import { ADA, NOW, SESSION } from '../../fixtures/ada.ts';
import { introspectToken } from './introspect-token.ts';

const CLAIMS = { userId: 'usr_ada', sessionId: 'ses_ada', scopes: ['admin', 'notify'], expiresAt: NOW };

const introspect = (caller: Caller, form: string | null, revokedAt: Date | null = null) =>
  introspectToken(
    {
      caller,
      accessTokens: { issue: async () => '', verify: async (token) => (token === 'valid' ? CLAIMS : null) },
      repository: { sessions: async () => [{ ...SESSION, revokedAt }] },
    },
    async () => {
      if (form === null) throw new Error('the form is not read');
      return new URLSearchParams(form);
    },
  );
const SERVICE = serviceCaller('media');

test.each([
  ['a visitor', ANONYMOUS],
  ['a user', ADA],
  ['an administrator', { ...ADA, scopes: ['admin'] }],
])('%s is refused before the form is read', async (_, caller) => {
  expect(await introspect(caller, null)).toBe('NOT_A_SERVICE');
});

test.each([
  ['', 'without a token'],
  ['token=', 'with an empty token'],
  ['token=valid&token=valid', 'with two tokens'],
])('the form "%s", %s, is refused', async (form) => {
  expect(await introspect(SERVICE, form)).toBe('TOKEN_MISSING');
});

test('a valid token is active, with its claims', async () => {
  expect(await introspect(SERVICE, 'token=valid&token_type_hint=access_token')).toEqual({
    ...{ active: true, token_type: 'Bearer', sub: 'usr_ada', sid: 'ses_ada', scope: 'admin notify' },
    exp: NOW.getTime() / 1000,
  });
});

test('an invalid token and one of an ended session disclose nothing', async () => {
  expect(await introspect(SERVICE, 'token=other')).toEqual({ active: false });
  expect(await introspect(SERVICE, 'token=valid', NOW)).toEqual({ active: false });
});
