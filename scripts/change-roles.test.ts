import { expect, test } from '@jest/globals';
import { readRolesCommand } from './change-roles.ts';

test('a command is read in any letter case', () => {
  expect(readRolesCommand(['list'])).toEqual({ action: 'list' });
  expect(readRolesCommand(['grant', ' Ada@Example.com ', 'moderator'])).toEqual({
    action: 'grant',
    email: 'ada@example.com',
    role: 'MODERATOR',
  });
});

test.each([
  [[]],
  [['list', 'x']],
  [['grant', 'a@b.c']],
  [['grant', 'a@b.c', 'KING']],
  [['take', 'a@b.c', 'ADMIN']],
  [['revoke', 'a@b.c', 'ADMIN', 'x']],
])('no command: %j', (words) => expect(readRolesCommand(words)).toBeNull());
