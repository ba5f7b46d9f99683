import { expect, test } from '@jest/globals';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { listStreamBans } from './list-stream-bans.ts';

test('host and moderators see who is banned', async () => {
  for (const viewerId of ['usr_ada', 'usr_mod']) {
    const { context } = createAuthorityWorld({ viewerId, moderators: ['usr_mod'], banned: ['usr_eve'] });
    const { edges } = await listStreamBans(context, { streamId: 'str_1' });
    expect(edges.map(({ node }) => node.userId)).toEqual(['usr_eve']);
  }
});

test.each([
  [{ viewerId: 'usr_bob' }, 'FORBIDDEN'],
  [{ stream: null }, 'NOT_FOUND'],
])('others do not: %j', async (options, code) => {
  const { context } = createAuthorityWorld(options);
  await expect(listStreamBans(context, { streamId: 'str_1' })).rejects.toMatchObject({ extensions: { code } });
});
