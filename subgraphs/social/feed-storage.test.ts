import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { type FeedWorld, openFeedWorld } from './fixtures/feed-world.ts';
import { MAX_FOLLOWERS } from './operations/feeds/distribute-post.ts';
import { MIN_FOLLOWS } from './operations/feeds/find-kept-feed.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

const crowd = (prefix: string, count = MIN_FOLLOWS + 1) =>
  Array.from({ length: count }, (_, at) => `usr_${prefix}_${at}`);
const keptOf = async (viewerId: string): Promise<string[]> =>
  world.redisClient.lrange(`feed:{${viewerId}}:numbers`, 0, -1);
const isDistributed = async () => {
  const [row] = await world.sql.$queryRaw<
    { count: bigint }[]
  >`SELECT count(*) AS count FROM work_item WHERE kind = 'fan-out-post'`;
  return Number(row?.count) === 0;
};
const distributed = () => eventually(isDistributed, 'all posts to be distributed');

/** Texts of a feed, page by page, with something happening after each page. */
async function textsOf(viewerId: string, first: number, between: () => Promise<unknown> = async () => undefined) {
  const texts: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const page = await world.feed(viewerId, { kind: 'LATEST', first, after });
    texts.push(...page.texts);
    [after, more] = [page.endCursor, page.hasNextPage];
    await between();
  }
  return texts;
}

const newest = (count: number) => Array.from({ length: count }, (_, at) => `post ${count - 1 - at}`);

test('who follows many gets a kept feed at their first visit, and new posts are added to it', async () => {
  const authors = crowd('a');
  await world.follow('usr_a', ...authors);
  await world.follow('usr_few', authors[0] ?? '');
  await world.post(authors[0] ?? '', { text: 'post 0' });
  expect(await textsOf('usr_a', 10)).toEqual(newest(1));
  expect((await keptOf('usr_a')).length).toBe(1);
  await textsOf('usr_few', 10);
  expect(await keptOf('usr_few')).toEqual([]);
  for (let at = 1; at < 5; at += 1) await world.post(authors[at] ?? '', { text: `post ${at}` });
  // Before they are added, too.
  expect(await textsOf('usr_a', 2)).toEqual(newest(5));
  await distributed();
  expect((await keptOf('usr_a')).length).toBe(5);
  expect(await textsOf('usr_a', 2)).toEqual(newest(5));
  await world.post('usr_a', { text: 'my own' });
  expect(await textsOf('usr_a', 10)).toEqual(['my own', ...newest(5)]);
});

test('FLUSHALL while paging and while posts are added loses nothing and shows nothing twice', async () => {
  const authors = crowd('b');
  await world.follow('usr_b', ...authors);
  for (let at = 0; at < 25; at += 1) await world.post(authors[at * 7] ?? '', { text: `post ${at}` });
  await textsOf('usr_b', 100);
  for (const seed of [0, 1]) {
    let pages = 0;
    const texts = await textsOf('usr_b', 4, async () => {
      pages += 1;
      if (pages % 2 === seed) await world.redisClient.flushall();
      await world.post(authors[pages] ?? '', { text: 'late' });
    });
    expect(texts.filter((text) => text !== 'late')).toEqual(newest(25));
  }
});

test('posts that come while the feed is being kept are in it, whether Redis is flushed or not', async () => {
  const authors = crowd('c');
  await world.follow('usr_c', ...authors);
  const total = 40;
  let published = 0;
  const publish = async (): Promise<void> => {
    for (; published < total; published += 1)
      await world.post(authors[published * 11] ?? '', { text: `post ${published}` });
  };
  const read = async (): Promise<void> => {
    while (published < total) {
      const seen = published;
      const { texts } = await world.feed('usr_c', { kind: 'LATEST', first: 100 });
      expect(texts.length).toBeGreaterThanOrEqual(seen);
      expect(texts).toEqual(newest(texts.length));
      if (published % 3 === 0) await world.redisClient.flushall();
    }
  };
  await Promise.all([publish(), read()]);
  await distributed();
  expect(await textsOf('usr_c', 7)).toEqual(newest(total));
});

test('whom the viewer has unfollowed or begun to follow counts at once', async () => {
  const authors = crowd('d');
  await world.follow('usr_d', ...authors);
  await world.post('usr_d_new', { text: 'of somebody new' });
  await world.post(authors[0] ?? '', { text: 'of somebody former' });
  await distributed();
  await textsOf('usr_d', 10);
  await world.unfollow('usr_d', authors[0] ?? '');
  expect(await textsOf('usr_d', 10)).toEqual([]);
  await world.follow('usr_d', 'usr_d_new');
  expect(await textsOf('usr_d', 10)).toEqual(['of somebody new']);
  await world.block('usr_d_new', 'usr_d');
  expect(await textsOf('usr_d', 10)).toEqual([]);
});

test('posts of whom many follow are read with the feed instead', async () => {
  const authors = crowd('e');
  await world.follow('usr_e', 'usr_star', ...authors);
  await world.follow('usr_e', ...authors);
  await textsOf('usr_e', 10);
  await world.followedBy('usr_star', crowd('fan', MAX_FOLLOWERS));
  await world.post('usr_star', { text: 'post 0' });
  await world.post(authors[0] ?? '', { text: 'post 1' });
  await distributed();
  expect((await keptOf('usr_e')).filter((number) => number !== '0').length).toBe(1);
  expect(await textsOf('usr_e', 1)).toEqual(newest(2));
  await world.post('usr_star', { text: 'post 2' });
  expect(await textsOf('usr_e', 2)).toEqual(newest(3));
});

test('a feed that Redis has from before it was started again is not used', async () => {
  const authors = crowd('g');
  await world.follow('usr_g', ...authors);
  await world.post(authors[0] ?? '', { text: 'post 0' });
  await textsOf('usr_g', 10);
  // As when an older state was loaded: one that lacks what was added since.
  await world.redisClient.hset('feed:{usr_g}:state', 'run', 'f00');
  await world.redisClient.del('feed:{usr_g}:numbers');
  expect(await textsOf('usr_g', 10)).toEqual(newest(1));
  expect((await keptOf('usr_g')).length).toBe(1);
});
