import { expect, test } from '@jest/globals';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { requireAuthority } from './require-authority.ts';

const require = (viewerId: string | null, includesModerators: boolean) =>
  requireAuthority(createAuthorityWorld({ viewerId, moderators: ['usr_mod'] }).context, {
    ...{ streamId: 'str_1', includesModerators, message: 'No.' },
  });

test.each([
  ['the host', 'usr_ada', false, true],
  ['a moderator', 'usr_mod', true, true],
  ['a moderator where the host alone may', 'usr_mod', false, false],
  ['a viewer', 'usr_bob', true, false],
])('%s', async (_, viewerId, includesModerators, ok) => {
  expect(await require(viewerId, includesModerators)).toMatchObject({ ok });
});

test('a visitor is sent to sign in', async () => {
  await expect(require(null, true)).rejects.toThrow('Sign in first.');
});
