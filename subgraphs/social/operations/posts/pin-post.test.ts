import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, draftWith, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { pinPost } from './pin-post.ts';

test('a post of the viewer is pinned', async () => {
  const pin = jest.fn(async (..._: unknown[]) => true);
  const { context } = createWorld({ store: { pinPost: pin } });
  expect(refusalIn(await pinPost(context, { postId: 'pst_1' }))).toBe('ok');
  expect(pin).toHaveBeenCalledWith(expect.objectContaining({ id: 'pst_1' }), NOW, 3);
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['a fourth post', { store: { pinPost: async () => false } }, 'NotPermitted postId'],
  ['a post of somebody else', { caller: BEN }, 'NotPermitted postId'],
  ['a repost', { posts: [postWith({ repostOfId: 'pst_2' })] }, 'NotPermitted postId'],
  ['a draft', { posts: [draftWith()] }, 'InvalidState postId'],
  ['what the viewer cannot see', { posts: [] }, 'NotFound postId'],
])('%s is not pinned', async (_, options, refusal) => {
  expect(refusalIn(await pinPost(createWorld(options).context, { postId: 'pst_1' }))).toBe(refusal);
});
