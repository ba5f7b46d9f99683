import { expect, test } from '@jest/globals';
import { createAppealLinks } from './appeal-links.ts';

const AT = new Date('2031-03-01T12:00:00.000Z');
const secret = 'a secret of thirty-two characters';
const links = createAppealLinks([secret]);
const link = { caseId: 'mod_1', userId: 'usr_eve', locale: 'de', decidedAt: AT };
const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';
const token = tokenOf(links.urlOf(link, 'https://social.example'));

test('a link says case, person and language, and expires after more than six months', () => {
  expect(links.urlOf(link, 'https://social.example/api')).toMatch(
    /^https:\/\/social\.example\/api\/moderation\/appeal\?token=/,
  );
  expect(links.read(token)).toEqual({
    ...{ caseId: 'mod_1', userId: 'usr_eve', locale: 'de' },
    expiresAt: new Date('2031-09-01T12:00:00.000Z'),
  });
});

test('a link that was signed with the secret before is read, and one with another is not', () => {
  expect(createAppealLinks(['a newer secret of 32 characters!', secret]).read(token)).not.toBeNull();
  expect(createAppealLinks(['a newer secret of 32 characters!']).read(token)).toBeNull();
});

test.each([
  [
    'another content',
    `${Buffer.from('["mod_2","usr_eve","de",2000000000000]').toString('base64url')}.${token.split('.')[1]}`,
  ],
  ['no signature', token.split('.')[0] ?? ''],
  ['a part more', `${token}.x`],
  ['nothing', ''],
  ['too much', 'x'.repeat(1_001)],
])('%s is no link', (_, changed) => {
  expect(links.read(changed)).toBeNull();
});
