import { expect, test } from '@jest/globals';
import { graphWorld } from '../../fixtures/graph-world.ts';
import type { Post } from '../../repository/index.ts';
import { unmuteThread } from './unmute-thread.ts';

// as: of a post the operation passes on whatever there is.
const POST = { id: 'pst_1' } as Post;

test.each([
  ['a post that the viewer sees', POST, false, { ok: true, value: POST }],
  ['a muted post that the viewer may no longer see', null, true, { ok: true, value: null }],
  ['a post that is hidden', null, false, { refusal: { __typename: 'NotFound' } }],
] as const)('ending the mute of %s', async (_, post, isMuted, outcome) => {
  const world = { ...graphWorld({ isFollowing: isMuted }), posts: { load: async () => post } };
  expect(await unmuteThread(world, { postId: 'pst_1' })).toMatchObject(outcome);
});
