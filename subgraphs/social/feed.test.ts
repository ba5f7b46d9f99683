import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FeedWorld, type ListedPage, openFeedWorld } from './fixtures/feed-world.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

const KINDS = ['FOLLOWING', 'LATEST', 'FOR_YOU'] as const;
const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** Publishes posts by authors in turn; the text of each is its place. */
async function publish(authorIds: readonly string[], count: number, first = 0): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await world.post(authorIds[at % authorIds.length] ?? '', { text: `post ${first + at}` });
}

/** All pages of a feed, with something happening after each. */
async function allPages(
  viewerId: string,
  variables: { kind: string; first: number; [name: string]: unknown },
  between: (page: number) => Promise<unknown> = async () => undefined,
): Promise<ListedPage[]> {
  const pages: ListedPage[] = [];
  let after: string | null = null;
  do {
    const page: ListedPage = await world.feed(viewerId, { ...variables, after });
    pages.push(page);
    after = page.endCursor;
    await between(pages.length);
  } while (pages.at(-1)?.hasNextPage === true && pages.length < 100);
  return pages;
}

const textsOf = (pages: readonly ListedPage[]): string[] => pages.flatMap(({ texts }) => texts);
const call = async (viewerId: string, document: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await world.execute(document, variables, world.as(viewerId));
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object(data);
};

test('FOLLOWING has posts of whom the viewer follows and their own, latest first, with the reason', async () => {
  await world.follow('usr_a1', 'usr_a2');
  await world.post('usr_a2', { text: 'one' });
  await world.post('usr_a3', { text: 'of a stranger' });
  await world.post('usr_a1', { text: 'two' });
  const { items, texts } = await world.feed('usr_a1', { kind: 'FOLLOWING' });
  expect(texts).toEqual(['two', 'one']);
  expect(items.map(({ reason }) => reason.kind)).toEqual(['OWN', 'FOLLOWED']);
  expect(items[1]?.reason).toMatchObject({ actors: [{ id: 'usr_a2' }], tag: null, terms: [{ name: 'recency' }] });
});

test.each(KINDS)('the terms of %s add up to the score of each post', async (kind) => {
  await world.follow('usr_t1', 'usr_t2', 'usr_t3');
  await publish(['usr_t2', 'usr_t2', 'usr_t3'], 9);
  const { items } = await world.feed('usr_t1', { kind });
  expect(items.length).toBeGreaterThanOrEqual(9);
  for (const { reason } of items) {
    expect(reason.terms.length).toBeGreaterThan(0);
    expect(reason.terms.reduce((sum, { value }) => sum + value, 0)).toBe(reason.score);
  }
});

test.each(KINDS)('pages of %s neither lose nor repeat a post while others are published and liked', async (kind) => {
  const [viewer, authors] = [`usr_p_${kind}`, numbered(5, `usr_p_${kind}_`)];
  await world.follow(viewer, ...authors);
  await publish(authors, 53);
  const pages = await allPages(viewer, { kind, first: 10 }, async (page) => {
    await world.post(authors[0] ?? '', { text: `late ${page}` });
    await world.like(`usr_fan${page}`, await world.anyPostOf(authors[page % 5] ?? ''));
  });
  const texts = textsOf(pages).filter((text) => !text.startsWith('late'));
  const ours = texts.filter((text) => text.startsWith('post '));
  expect(new Set(ours).size).toBe(ours.length);
  expect(new Set(ours)).toEqual(new Set(numbered(53, 'post ')));
  expect(textsOf(pages).filter((text) => text.startsWith('late'))).toEqual([]);
  // All but the last are full.
  for (const { texts: shown } of pages.slice(0, -1)) expect(shown.length).toBe(10);
});

test('a page is full though most of what is new is not wanted, and stays so at the end', async () => {
  await world.follow('usr_f1', 'usr_f2', 'usr_f3');
  await publish(['usr_f2'], 5);
  for (let nth = 0; nth < 200; nth += 1) await world.post('usr_f3', { text: 'noise' });
  await world.mute('usr_f1', 'usr_f3');
  for (const kind of KINDS) {
    const page = await world.feed('usr_f1', { kind, first: 5 });
    expect(page.texts.filter((text) => text.startsWith('post')).length).toBe(5);
    expect(page.texts).not.toContain('noise');
  }
});

test('whom the viewer may not see or does not want is gone at once, whatever the feed', async () => {
  const authors = ['blocked', 'blocking', 'suspended', 'muted', 'word', 'thread', 'hidden', 'friends', 'fine'];
  const idOf = (name: string) => `usr_v_${name}`;
  await world.follow('usr_v', ...authors.map(idOf));
  const posts = new Map<string, string>();
  for (const name of authors) {
    const visibility = name === 'friends' ? 'FRIENDS' : 'PUBLIC';
    posts.set(name, await world.post(idOf(name), { text: name === 'word' ? 'a Spoiler!' : name, visibility }));
  }
  await world.block('usr_v', idOf('blocked'));
  await world.block(idOf('blocking'), 'usr_v');
  await world.suspend(idOf('suspended'));
  await world.mute('usr_v', idOf('muted'));
  await world.muteWord('usr_v', 'spoiler');
  await world.muteThread('usr_v', posts.get('thread') ?? '');
  await call(
    'usr_v',
    'mutation ($input: HidePostInput!) { hidePost(input: $input) { post { id } errors { __typename } } }',
    {
      input: { postId: posts.get('hidden'), reason: 'SPAM' },
    },
  );
  for (const kind of KINDS) {
    const { texts } = await world.feed('usr_v', { kind, first: 100 });
    expect(texts.filter((text) => authors.includes(text) || text.includes('poiler'))).toEqual(['fine']);
  }
  expect(await call('usr_v', '{ feedUnreadCount }')).toEqual({ feedUnreadCount: 1 });
  await world.unfollow('usr_v', idOf('fine'));
  expect((await world.feed('usr_v', { kind: 'LATEST' })).texts).toEqual([]);
});

test('a repost comes in once, with those who reposted it, unless its post has come in already', async () => {
  await world.follow('usr_r', 'usr_r1', 'usr_r2', 'usr_r3');
  const original = await world.post('usr_r9', { text: 'original' });
  const first = await world.post('usr_r1', { text: '', repostOfId: original });
  await world.post('usr_r2', { text: '', repostOfId: original });
  const followed = await world.post('usr_r3', { text: 'of somebody followed' });
  await world.post('usr_r1', { text: '', repostOfId: followed });
  const { items } = await world.feed('usr_r', { kind: 'FOLLOWING' });
  expect(items.map(({ post }) => post.id)).toEqual([followed, first]);
  expect(items[1]?.reason).toMatchObject({ kind: 'REPOSTED', actors: [{ id: 'usr_r1' }, { id: 'usr_r2' }] });
  const without = await world.feed('usr_r', { kind: 'LATEST', includeReposts: false });
  expect(without.items.map(({ post }) => post.id)).toEqual([followed]);
});

test('a list of the viewer is a feed of its people; that of somebody else is empty', async () => {
  await world.list('usr_l', 'lst_1', 'usr_l1');
  await world.follow('usr_l', 'usr_l2');
  await world.post('usr_l1', { text: 'listed' });
  await world.post('usr_l2', { text: 'followed' });
  for (const kind of KINDS) {
    const { items } = await world.feed('usr_l', { kind, listId: 'lst_1' });
    expect(items.map(({ post, reason }) => [post.text, reason.kind])).toEqual([['listed', 'LIST']]);
    expect((await world.feed('usr_l2', { kind, listId: 'lst_1' })).items).toEqual([]);
    expect((await world.feed('usr_l', { kind, listId: 'lst_2' })).items).toEqual([]);
  }
});

test('FOR_YOU has posts with followed tags and what people like, with the reason', async () => {
  await world.follow('usr_y', 'usr_y1');
  await world.followTag('usr_y', 'soup');
  await world.post('usr_y2', { text: 'tagged', tags: ['soup'] });
  const liked = await world.post('usr_y3', { text: 'liked by a friend' });
  await world.like('usr_y1', liked);
  const { items } = await world.feed('usr_y', { kind: 'FOR_YOU', first: 100 });
  const reasonOf = (text: string) => items.find(({ post }) => post.text === text)?.reason;
  expect(reasonOf('tagged')).toMatchObject({ kind: 'TAG', tag: 'soup', actors: [{ id: 'usr_y2' }] });
  expect(reasonOf('tagged')?.terms).toContainEqual({ name: 'tags', value: 60 });
  expect(reasonOf('liked by a friend')).toMatchObject({ kind: 'LIKED', tag: null, actors: [{ id: 'usr_y1' }] });
  expect((await world.feed('usr_y', { kind: 'FOLLOWING' })).items).toEqual([]);
});

test('the reader decides about order, people on a page, reposts and comments', async () => {
  const update =
    'mutation ($input: UpdateFeedPolicyInput!) { updateFeedPolicy(input: $input) { feedPolicy { order maxPerAuthor } errors { __typename } } }';
  await world.follow('usr_o', 'usr_o1', 'usr_o2');
  await publish(['usr_o1', 'usr_o1', 'usr_o1', 'usr_o2'], 8);
  await call('usr_o', update, { input: { maxPerAuthor: 2 } });
  expect((await world.feed('usr_o', { kind: 'FOLLOWING' })).texts).toEqual(['post 7', 'post 6', 'post 5', 'post 3']);
  expect((await world.feed('usr_o', { kind: 'LATEST' })).texts.length).toBe(8);
  const commented = await world.post('usr_o9', { text: 'commented' });
  await world.comment('usr_o1', commented);
  const changed = await call('usr_o', update, { input: { includeReplies: true, order: 'RANKED' } });
  expect(changed.updateFeedPolicy).toEqual({ feedPolicy: { order: 'RANKED', maxPerAuthor: 2 }, errors: [] });
  const { items } = await world.feed('usr_o', { kind: 'FOLLOWING' });
  expect(items.find(({ post }) => post.id === commented)?.reason).toMatchObject({
    kind: 'COMMENTED',
    actors: [{ id: 'usr_o1' }],
  });
  expect(items[0]?.reason.terms.length).toBeGreaterThan(1);
});

test('cursors of other feeds, and forged ones, are refused', async () => {
  await world.follow('usr_c', 'usr_c1');
  await publish(['usr_c1'], 3);
  const { cursors } = await world.feed('usr_c', { kind: 'LATEST', first: 1 });
  const refusalOf = async (kind: string, after: unknown, first = 1) => {
    const document =
      'query ($kind: FeedKind!, $after: String, $first: Int) { feed(kind: $kind, after: $after, first: $first) { edges { cursor } } }';
    const { errors } = await world.execute(document, { kind, after, first }, world.as('usr_c'));
    return errors?.[0]?.extensions['code'];
  };
  expect(await refusalOf('LATEST', cursors[0])).toBeUndefined();
  expect(await refusalOf('FOLLOWING', cursors[0])).toBe('BAD_USER_INPUT');
  expect(await refusalOf('FOR_YOU', cursors[0])).toBe('BAD_USER_INPUT');
  expect(await refusalOf('LATEST', 'bm90IG9uZQ')).toBe('BAD_USER_INPUT');
  expect(await refusalOf('LATEST', null, 101)).toBe('BAD_USER_INPUT');
  expect(await refusalOf('LATEST', null, -1)).toBe('BAD_USER_INPUT');
});

test('what is seen is not unread; a mark never goes back, and not beyond the newest post', async () => {
  const mark = async (cursor: unknown) =>
    (
      await call(
        'usr_s',
        'mutation ($cursor: String!) { markFeedSeen(input: { cursor: $cursor }) { feedUnreadCount errors { __typename } } }',
        { cursor },
      )
    ).markFeedSeen;
  await world.follow('usr_s', 'usr_s1');
  await publish(['usr_s1'], 5);
  const { cursors } = await world.feed('usr_s', { kind: 'FOLLOWING' });
  expect(await call('usr_s', '{ feedUnreadCount }')).toEqual({ feedUnreadCount: 5 });
  expect(await mark(cursors[2])).toEqual({ feedUnreadCount: 2, errors: [] });
  expect(await mark(cursors[4])).toEqual({ feedUnreadCount: 2, errors: [] });
  expect(await mark('e30')).toMatchObject({ feedUnreadCount: null, errors: [{ __typename: 'InvalidInput' }] });
  const { feedCursor } = await call('usr_s', '{ feedCursor }');
  expect(await mark(feedCursor)).toEqual({ feedUnreadCount: 0, errors: [] });
  const forged = Buffer.from(JSON.stringify(['feed:LATEST:time:', 2 ** 50])).toString('base64url');
  expect(await mark(forged)).toEqual({ feedUnreadCount: 0, errors: [] });
  await world.post('usr_s1');
  expect(await call('usr_s', '{ feedUnreadCount }')).toEqual({ feedUnreadCount: 1 });
});

test('impressions count once in five minutes, and only the author sees them', async () => {
  const [mine, hidden] = [await world.post('usr_i1'), await world.post('usr_i1', { visibility: 'PRIVATE' })];
  const record = async (viewerId: string, postIds: readonly string[]) =>
    (
      await call(
        viewerId,
        'mutation ($postIds: [ID!]!) { recordImpressions(input: { postIds: $postIds }) { recordedCount errors { __typename } } }',
        { postIds },
      )
    ).recordImpressions;
  const many = await Promise.all(Array.from({ length: 10 }, () => record('usr_i2', [mine, mine, hidden, 'pst_none'])));
  expect(many.reduce((sum, { recordedCount }) => sum + recordedCount, 0)).toBe(1);
  expect(await record('usr_i1', [mine])).toEqual({ recordedCount: 0, errors: [] });
  expect(await record('usr_i3', [mine])).toEqual({ recordedCount: 1, errors: [] });
  expect(await record('usr_i3', numbered(101, 'pst_'))).toMatchObject({ errors: [{ __typename: 'InvalidInput' }] });
  const engagement = (viewerId: string) =>
    call(viewerId, 'query ($id: ID!) { post(id: $id) { engagement { impressions reach likes } } }', { id: mine });
  expect(await engagement('usr_i1')).toEqual({ post: { engagement: { impressions: 2, reach: 2, likes: 0 } } });
  expect(await engagement('usr_i2')).toEqual({ post: { engagement: null } });
});
