import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, draftWith, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { likePost } from './like-post.ts';

const liking = (isNew: boolean) => jest.fn(async (..._: unknown[]) => isNew);

test('a like is counted, and whoever watches the post is signalled', async () => {
  const addPostLike = liking(true);
  const world = createWorld({ caller: BEN, store: { addPostLike } });
  expect(await likePost(world.context, { postId: 'pst_1' })).toEqual({ ok: true, value: 'pst_1' });
  expect(addPostLike).toHaveBeenCalledWith('pst_1', 'usr_ben', NOW);
  expect(world.signalled).toEqual(['social.engagement:pst_1']);
});

test('a second like changes nothing', async () => {
  const world = createWorld({ store: { addPostLike: liking(false) } });
  expect(refusalIn(await likePost(world.context, { postId: 'pst_1' }))).toBe('ok');
  expect(world.signalled).toEqual([]);
});

test('of a repost the post that it shows is liked', async () => {
  const addPostLike = liking(true);
  const posts = [postWith(), postWith({ id: 'pst_2', repostOfId: 'pst_1' })];
  await likePost(createWorld({ posts, store: { addPostLike } }).context, { postId: 'pst_2' });
  expect(addPostLike).toHaveBeenCalledWith('pst_1', 'usr_ada', NOW);
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['what the viewer cannot see', { posts: [] }, 'NotFound postId'],
  ['a draft', { posts: [draftWith()] }, 'NotPermitted postId'],
  ['too much', { retryAfter: 1 }, 'TooManyAttempts'],
])('%s is not liked', async (_, options, refusal) => {
  const addPostLike = liking(true);
  const { context } = createWorld({ ...options, store: { addPostLike } });
  expect(refusalIn(await likePost(context, { postId: 'pst_1' }))).toBe(refusal);
  expect(addPostLike).not.toHaveBeenCalled();
});
