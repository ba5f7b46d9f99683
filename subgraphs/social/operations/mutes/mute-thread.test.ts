import { expect, test } from '@jest/globals';
import { ADA, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import type { Post } from '../../repository/index.ts';
import { muteThread } from './mute-thread.ts';

// as: of a post the operation reads the id alone.
const POST = { id: 'pst_1' } as Post;
const worldOf = (post: Post | null) => ({ ...graphWorld(), posts: { load: async () => post } });

test('mutes a post that the viewer may see', async () => {
  const world = worldOf(POST);
  expect(await muteThread(world, { postId: 'pst_1' })).toEqual({ ok: true, value: POST });
  expect(world.store.muteThread).toHaveBeenCalledWith(ADA, 'pst_1', NOW);
});

test.each([
  ['a post that is hidden', { postId: 'pst_1' }, 'NotFound'],
  ['no post', {}, 'InvalidInput'],
])('%s is refused', async (_, input, __typename) => {
  const world = worldOf(null);
  expect(await muteThread(world, input)).toMatchObject({ refusal: { __typename } });
  expect(world.store.muteThread).not.toHaveBeenCalled();
});
