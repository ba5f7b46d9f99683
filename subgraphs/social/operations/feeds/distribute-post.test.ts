import { expect, jest, test } from '@jest/globals';
import { createFeedOperations } from '../../fixtures/feed-operations.ts';
import { distributePost, finishDistribution } from './distribute-post.ts';

const FOLLOWERS = Array.from({ length: 1_100 }, (_, at) => `usr_${String(at).padStart(4, '0')}`);
const { signal } = new AbortController();

function worldOf(followers: readonly string[], hasMoreFollowers = false) {
  const { keptFeeds, now } = createFeedOperations();
  return {
    ...{ keptFeeds, now },
    repository: {
      postToDistribute: async (postId: string) =>
        postId === 'pst_gone' ? null : { number: 7n, authorId: 'usr_ben', hasMoreFollowers },
      followersWithFeeds: jest.fn(
        async ({ after, limit }: { readonly readSince: Date; readonly after: string; readonly limit: number }) =>
          followers.filter((id) => id > after).slice(0, limit),
      ),
    },
  };
}

test('a post is added to the feeds of those who have read theirs within fifteen days', async () => {
  const world = worldOf(['usr_1', 'usr_2']);
  expect(await distributePost(world, { postId: 'pst_1' }, signal)).toBeNull();
  expect(world.keptFeeds.add.mock.calls).toEqual([[['usr_1', 'usr_2'], 7n]]);
  expect(world.repository.followersWithFeeds.mock.calls[0]?.[0].readSince).toEqual(
    new Date('2031-02-14T12:00:00.000Z'),
  );
});

test('five hundred followers at a time, each of them once', async () => {
  const world = worldOf(FOLLOWERS);
  await distributePost(world, { postId: 'pst_1' }, signal);
  const added = world.keptFeeds.add.mock.calls.map(([ids]) => ids);
  expect(added.map(({ length }) => length)).toEqual([500, 500, 100]);
  expect(added.flat()).toEqual(FOLLOWERS);
});

test('posts of whom too many follow are not added', async () => {
  const world = worldOf(['usr_1'], true);
  expect(await distributePost(world, { postId: 'pst_1' }, signal)).toEqual({ largeAuthorId: 'usr_ben' });
  expect(world.keptFeeds.add).not.toHaveBeenCalled();
});

test('a post that is gone needs nothing', async () => {
  expect(await distributePost(worldOf([]), { postId: 'pst_gone' }, signal)).toBeNull();
});

test('while Redis is away, or the process stops, the post stays undistributed', async () => {
  const world = worldOf(['usr_1']);
  await expect(distributePost(world, { postId: 'pst_1' }, AbortSignal.abort(new Error('stopping')))).rejects.toThrow(
    'stopping',
  );
  world.keptFeeds.add.mockRejectedValue(new Error('away'));
  await expect(distributePost(world, { postId: 'pst_1' }, signal)).rejects.toThrow('away');
});

test('whose posts are read with feeds is noted', async () => {
  const store = { addLargeAuthor: jest.fn(async (..._: unknown[]) => undefined) };
  await finishDistribution(store, null);
  expect(store.addLargeAuthor).not.toHaveBeenCalled();
  await finishDistribution(store, { largeAuthorId: 'usr_ben' });
  expect(store.addLargeAuthor).toHaveBeenCalledWith('usr_ben');
});
