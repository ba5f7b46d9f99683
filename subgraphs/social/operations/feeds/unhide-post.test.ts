import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { rowOf } from '../../fixtures/feed-operations.ts';
import { unhidePost } from './unhide-post.ts';

const worldOf = () => ({
  caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
  posts: { load: async (id: string) => (id === 'pst_1' ? rowOf(1) : null) },
  repository: { unhidePost: jest.fn(async (..._: unknown[]) => undefined) },
});

test('a post comes back into the feeds of the viewer', async () => {
  const world = worldOf();
  expect(await unhidePost(world, { postId: 'pst_1' })).toMatchObject({ ok: true, value: { id: 'pst_1' } });
  expect(world.repository.unhidePost).toHaveBeenCalledWith('usr_ada', 'pst_1');
});

test('a post that may not be seen any more is refused like one that does not exist', async () => {
  expect(await unhidePost(worldOf(), { postId: 'pst_2' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
