import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { isModerator, requireModerator } from './require-moderator.ts';

const ada = { ...ANONYMOUS, viewerId: 'usr_ada' };
const moderator = { ...ada, scopes: ['moderator'] };

test('a moderator is who has the scope', () => {
  expect([ANONYMOUS, ada, { ...ada, scopes: ['admin'] }, moderator].map(isModerator)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test.each([
  ['a visitor', ANONYMOUS, 'UNAUTHENTICATED'],
  ['somebody else', ada, 'FORBIDDEN'],
])('%s is refused', (_, caller, code) => {
  expect(() => requireModerator(caller)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code }) }),
  );
});

test('a moderator passes', () => {
  expect(() => requireModerator(moderator)).not.toThrow();
});
