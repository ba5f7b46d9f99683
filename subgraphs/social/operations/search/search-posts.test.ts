import { expect, jest, test } from '@jest/globals';
import type { Post } from '../../repository/index.ts';
import type { PostSearch } from '../../repository/search/search-posts.ts';
import { searchPosts } from './search-posts.ts';

const FILTER = { authorId: null, tag: null, hasMedia: null, language: null, from: null, to: null };

function worldOf(words: number, beginnings: number) {
  const posts = (count: number, from: number) =>
    jest.fn(async ({ limit }: PostSearch) =>
      // as: of a post the operation reads the number alone.
      Array.from({ length: Math.min(count, limit) }, (_, nth) => ({ number: BigInt(from - nth) }) as Post),
    );
  return {
    viewerKey: '',
    repository: { postsWithWords: posts(words, 100), postsWithBeginnings: posts(beginnings, 50) },
  };
}

test('a page that whole words fill needs no search for beginnings', async () => {
  const world = worldOf(9, 9);
  expect(await searchPosts(world, 'soup', FILTER, { from: null, limit: 4 })).toHaveLength(4);
  expect(world.repository.postsWithBeginnings).not.toHaveBeenCalled();
});

test('the rest of a page comes from beginnings, each with its position', async () => {
  const found = await searchPosts(worldOf(1, 9), 'soup', FILTER, { from: null, limit: 3 });
  expect(found.map(({ position }) => position)).toEqual([
    [0, 100],
    [1, 50],
    [1, 49],
  ]);
});

test('a page after a beginning looks for no whole words', async () => {
  const world = worldOf(9, 9);
  await searchPosts(world, 'soup', FILTER, { from: [1, 40], limit: 2 });
  expect(world.repository.postsWithWords).not.toHaveBeenCalled();
  expect(world.repository.postsWithBeginnings.mock.calls[0]?.[0]).toMatchObject({ before: 40, limit: 2 });
});
