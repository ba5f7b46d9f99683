import { expect, test } from '@jest/globals';
import { NOW, SESSION } from '../../fixtures/ada.ts';
import { issueAccessToken } from './issue-access-token.ts';

const claimsFor = async (session: typeof SESSION) => {
  const issued: unknown[] = [];
  const accessTokens = { issue: async (claims: unknown) => String(issued.push(claims)), verify: async () => null };
  await issueAccessToken({ accessTokens, now: () => NOW }, session, ['ADMIN', 'NOTIFY']);
  return issued[0];
};

test.each([
  ['ten minutes from now', SESSION.expiresAt, '2031-03-01T12:10:00.000Z'],
  ['with its session, in whole seconds', new Date(NOW.getTime() + 90_999), '2031-03-01T12:01:30.000Z'],
])('a token expires %s', async (_, expiresAt, expected) => {
  expect(await claimsFor({ ...SESSION, expiresAt })).toMatchObject({ expiresAt: new Date(expected) });
});

test('roles are scopes in lower case, and a sign-in is the first proof', async () => {
  expect(await claimsFor(SESSION)).toMatchObject({ scopes: ['admin', 'notify'], provenAt: SESSION.createdAt });
  expect(await claimsFor({ ...SESSION, provenAt: NOW })).toMatchObject({ provenAt: NOW });
});
