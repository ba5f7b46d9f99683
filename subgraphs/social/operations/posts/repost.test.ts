import { expect, test } from '@jest/globals';
import { BEN, createWorld, draftWith, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { repost } from './repost.ts';

test('a post is shown, counted and published to its author', async () => {
  const world = createWorld({ caller: BEN });
  expect(await repost(world.context, { postId: 'pst_1' })).toMatchObject({ ok: true });
  expect(world.store.insertPost).toHaveBeenCalledWith(
    expect.objectContaining({ authorId: 'usr_ben', repostOfId: 'pst_1', text: '' }),
  );
  expect(world.store.changeCounters).toHaveBeenCalledWith('reposts', [{ subject: 'pst_1', delta: 1 }]);
  expect(world.published().map(([name]) => name)).toEqual(['social.reposted', 'social.post-published']);
});

test('a second time nothing happens, and the first repost is returned', async () => {
  const store = { insertPost: async () => false, findRepost: async () => 'pst_9' };
  const world = createWorld({ caller: BEN, store });
  expect(await repost(world.context, { postId: 'pst_1' })).toEqual({ ok: true, value: 'pst_9' });
  expect([world.published(), world.signalled]).toEqual([[], []]);
});

test('of a repost the post that it shows is shown', async () => {
  const posts = [postWith(), postWith({ id: 'pst_2', authorId: 'usr_cleo', repostOfId: 'pst_1' })];
  const { context, store } = createWorld({ caller: BEN, posts });
  await repost(context, { postId: 'pst_2' });
  expect(store.insertPost).toHaveBeenCalledWith(expect.objectContaining({ repostOfId: 'pst_1' }));
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['what is not for everybody', { viewer: { canRepost: false } }, 'NotPermitted postId'],
  ['what the viewer cannot see', { posts: [] }, 'NotFound postId'],
  ['a draft', { posts: [draftWith()] }, 'NotFound postId'],
  ['too much', { retryAfter: 1 }, 'TooManyAttempts'],
])('%s is not reposted', async (_, options, refusal) => {
  expect(refusalIn(await repost(createWorld(options).context, { postId: 'pst_1' }))).toBe(refusal);
});
