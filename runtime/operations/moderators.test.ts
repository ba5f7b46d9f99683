import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../executor/caller.ts';
import { isModerator, moderatorScope, requireModerator } from './moderators.ts';

const withScopes = (...scopes: string[]) => ({ ...ANONYMOUS, viewerId: 'usr_mod', scopes });

test.each(['moderator', 'admin'])('%s may decide cases, and acts by that scope', (scope) => {
  const caller = withScopes(scope);
  expect([requireModerator(caller), isModerator(caller), moderatorScope(caller)]).toEqual(['usr_mod', true, scope]);
});

test.each([
  ['a person', withScopes('notify'), 'FORBIDDEN'],
  ['a visitor', ANONYMOUS, 'UNAUTHENTICATED'],
  ['a service', { ...ANONYMOUS, service: 'chat' }, 'UNAUTHENTICATED'],
])('%s may not', (_, caller, code) => {
  expect(() => requireModerator(caller)).toThrow(expect.objectContaining({ extensions: { code } }));
});
