import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userBlocked } from '../friends/events.ts';
import social from './index.ts';

const SEARCH = `query ($query: String!, $filter: PostSearchFilter, $first: Int, $after: String) {
  searchPosts(query: $query, filter: $filter, first: $first, after: $after) {
    edges { node { text } } pageInfo { hasNextPage endCursor } } }`;
const TAG =
  'query ($name: String!) { tag(name: $name) { name postCount isFollowed posts(first: 50) { edges { node { text } } } } }';

// biome-ignore lint/suspicious/noExplicitAny: answers of queries that each test writes
type Answer = any;

describe('finding posts', () => {
  let world: DomainWorld;
  let clock = Date.parse('2026-12-01T12:00:00.000Z');
  let number = 0;

  beforeAll(async () => {
    world = await openDomainWorld(social, {
      now: () => new Date(clock),
      answers: { auth: (_, { ids }) => ({ users: [ids].flat().map((id) => ({ id })) }) },
    });
  });
  afterAll(() => world.close());

  const newPerson = () => newId('usr', new Date(clock));
  /** A post as its author has published it, or as a draft. */
  async function write(
    authorId: string,
    text: string,
    more: { visibility?: string; tags?: string[]; isDraft?: boolean } = {},
  ) {
    const { visibility = 'PUBLIC', tags = [], isDraft = false } = more;
    const id = newId('pst', new Date(clock));
    number += 1;
    await world.sql.$executeRaw`
      INSERT INTO post (id, author_id, number, text, visibility, reply_policy, tags, links, created_at, published_at)
      VALUES (${id}, ${authorId}, ${isDraft ? null : number}::bigint, ${text}, ${visibility}, 'EVERYONE', ${tags}::text[], '{}',
        ${new Date(clock)}, ${new Date(clock)})`;
    for (const tag of tags)
      await world.sql
        .$executeRaw`INSERT INTO post_tag (tag, number, post_id) VALUES (${tag}, ${number}::bigint, ${id})`;
    return id;
  }
  const ask = async (query: string, variables: Record<string, unknown>, viewerId: string | null): Promise<Answer> => {
    const result = await world.execute(query, variables, viewerId === null ? ANONYMOUS : world.as(viewerId));
    expect(result.errors).toBeUndefined();
    return JSON.parse(JSON.stringify(result.data));
  };
  const found = async (query: string, viewerId: string | null = null, more = {}): Promise<string[]> =>
    (await ask(SEARCH, { query, ...more }, viewerId)).searchPosts.edges.map(({ node }: Answer) => node.text);

  test('words are found without regard to case, accents and width, then what begins like them, newest first', async () => {
    const ada = newPerson();
    await write(ada, 'Ein Käsekuchen mit Zimt');
    await write(ada, 'KASEKUCHEN, ganz ohne');
    await write(ada, 'Kasekuchenrezept fur alle');
    await write(ada, '東京タワーに行った');
    await write(ada, 'ёлка и снег');
    await write(ada, '#kirschsaft und @nobody');
    expect(await found('käsekuchen')).toEqual([
      'KASEKUCHEN, ganz ohne',
      'Ein Käsekuchen mit Zimt',
      'Kasekuchenrezept fur alle',
    ]);
    expect(await found('ｋasekuchen zimt')).toEqual(['Ein Käsekuchen mit Zimt']);
    expect(await found('タワー')).toEqual(['東京タワーに行った']);
    expect(await found('елка')).toEqual(['ёлка и снег']);
    expect(await found('kirsch')).toEqual(['#kirschsaft und @nobody']);
    expect(await found('!!!')).toEqual([]);
    expect(await found("it's ' & | ! :* \\")).toEqual([]);
  });

  test('nobody finds what they may not see', async () => {
    const [ada, ben, eve, priv] = [newPerson(), newPerson(), newPerson(), newPerson()];
    await write(ada, 'visibleword to all');
    await write(ada, 'visibleword to followers', { visibility: 'FOLLOWERS' });
    await write(ada, 'visibleword to me', { visibility: 'PRIVATE' });
    await write(ada, 'visibleword in a draft', { isDraft: true });
    await write(priv, 'visibleword of a private account');
    const follow = 'mutation ($input: FollowUserInput!) { followUser(input: $input) { errors { __typename } } }';
    await ask(follow, { input: { userId: ada } }, ben);
    await ask(follow, { input: { userId: priv } }, ben);
    await ask('mutation { updateSocialSettings(input: { isPrivate: true }) { errors { __typename } } }', {}, priv);
    const all = 'visibleword to all';
    expect(await found('visibleword')).toEqual([all]);
    expect(await found('visibleword', eve)).toEqual([all]);
    expect(await found('visibleword', ben)).toEqual([
      'visibleword of a private account',
      'visibleword to followers',
      all,
    ]);
    expect(await found('visibleword', ada)).toEqual(['visibleword to me', 'visibleword to followers', all]);
    await world.publish(userBlocked, { userId: ada, blockedId: eve, at: new Date(clock).toISOString() });
    expect(await found('visibleword', eve)).toEqual([]);
    expect(await found('visible', eve)).toEqual([]);
  });

  test('pages neither lose nor repeat a post', async () => {
    const ada = newPerson();
    for (let nth = 0; nth < 12; nth += 1) await write(ada, nth % 2 === 0 ? `pageword ${nth}` : `pagewords ${nth}`);
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 9; page += 1) {
      const { searchPosts } = await ask(SEARCH, { query: 'pageword', first: 5, after }, null);
      seen.push(...searchPosts.edges.map(({ node }: Answer) => node.text));
      await write(ada, 'pageword that came meanwhile');
      if (!searchPosts.pageInfo.hasNextPage) break;
      after = searchPosts.pageInfo.endCursor;
    }
    expect(seen).toEqual([
      ...[10, 8, 6, 4, 2, 0].map((nth) => `pageword ${nth}`),
      ...[11, 9, 7, 5, 3, 1].map((nth) => `pagewords ${nth}`),
    ]);
  });

  test('filters, and an edited text is found by its new words', async () => {
    const [ada, ben] = [newPerson(), newPerson()];
    const id = await write(ada, 'filterword one', { tags: ['soup'] });
    await write(ben, 'filterword two');
    expect(await found('filterword', null, { filter: { authorId: ben } })).toEqual(['filterword two']);
    expect(await found('filterword', null, { filter: { tag: '#SOUP' } })).toEqual(['filterword one']);
    expect(await found('filterword', null, { filter: { hasMedia: true } })).toEqual([]);
    expect(await found('filterword', null, { filter: { from: new Date(clock + 1).toISOString() } })).toEqual([]);
    expect(await found('filterword', null, { filter: { tag: '!' } })).toEqual([]);
    await world.sql.$executeRaw`UPDATE post SET text = 'otherword one' WHERE id = ${id}`;
    expect(await found('filterword')).toEqual(['filterword two']);
    expect(await found('otherword')).toEqual(['otherword one']);
  });

  test.each([[''], ['x'.repeat(201)], ['   ']])('the query %j is refused', async (query) => {
    const { errors } = await world.execute(SEARCH, { query }, ANONYMOUS);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('tags are counted for everybody, listed for the viewer, and followed', async () => {
    const [ada, ben] = [newPerson(), newPerson()];
    await write(ada, 'all', { tags: ['bread'] });
    await write(ada, 'mine', { tags: ['bread'], visibility: 'PRIVATE' });
    const textsOf = ({ tag }: Answer) => tag.posts.edges.map(({ node }: Answer) => node.text);
    expect(await ask(TAG, { name: '#Bread' }, ben)).toMatchObject({
      tag: { name: 'bread', postCount: 1, isFollowed: false },
    });
    expect(textsOf(await ask(TAG, { name: 'bread' }, ben))).toEqual(['all']);
    expect(textsOf(await ask(TAG, { name: 'bread' }, ada))).toEqual(['mine', 'all']);
    expect(await ask(TAG, { name: '12' }, ben)).toEqual({ tag: null });
    const follow =
      'mutation ($input: FollowTagInput!) { followTag(input: $input) { tag { name isFollowed } errors { __typename } } }';
    expect(await ask(follow, { input: { name: '#BREAD' } }, ben)).toEqual({
      followTag: { tag: { name: 'bread', isFollowed: true }, errors: [] },
    });
    expect(await ask(follow, { input: { name: '#' } }, ben)).toMatchObject({
      followTag: { tag: null, errors: [{ __typename: 'InvalidInput' }] },
    });
    const unfollow = 'mutation { unfollowTag(input: { name: "bread" }) { tag { isFollowed } } }';
    expect(await ask(unfollow, {}, ben)).toEqual({ unfollowTag: { tag: { isFollowed: false } } });
  });

  test('trends are what more people than usual post about, and one person makes none', async () => {
    clock += 30 * 86_400_000;
    const authors = Array.from({ length: 12 }, newPerson);
    for (const author of authors) await write(author, 'then', { tags: ['weather'] });
    clock += 26 * 3_600_000;
    for (const author of authors) await write(author, 'now', { tags: ['weather'] });
    for (const author of authors.slice(0, 6)) await write(author, 'now', { tags: ['eclipse'] });
    for (let nth = 0; nth < 20; nth += 1) await write(authors[0] ?? '', 'spam', { tags: ['buythis'] });
    for (const author of authors) await write(author, 'mine', { tags: ['secret'], visibility: 'FOLLOWERS' });
    const query = '{ trendingTags(window: DAY) { tag { name postCount } postCount authorCount score } }';
    expect((await ask(query, {}, null)).trendingTags).toEqual([
      { tag: { name: 'eclipse', postCount: 6 }, postCount: 6, authorCount: 6, score: 2 },
      { tag: { name: 'weather', postCount: 24 }, postCount: 12, authorCount: 12, score: 0.8 },
    ]);
  });
});
