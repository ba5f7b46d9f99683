import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contentHidden, contentRemoved } from '../../runtime/moderation/content-events.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';
import { friendshipStarted } from '../../runtime/relations/friendship-events.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { eventually } from '../../tests/eventually.ts';
import { personalDataOf } from '../../tests/personal-data.ts';
import { openSocialWorld } from './fixtures/social-world.ts';

const INSTANT = '2031-03-01T12:00:00.000Z';

let clock = new Date(INSTANT);
let world: Awaited<ReturnType<typeof openSocialWorld>>;
const idOf = (name: string) => world.idOf(name);

beforeAll(async () => {
  world = await openSocialWorld({ now: () => clock });
});
afterAll(() => world.close());

describe('a post', () => {
  test('is published with what its text names, numbered in the log, and found', async () => {
    const post = await world.post('ada', 'Hello @ben and @nobody #Ski https://a.example/x');
    const seen = await world.seen(
      'cleo',
      post.id,
      '{ text tags links author { id } mentions { id } state publishedAt }',
    );
    expect(seen).toMatchObject({ tags: ['Ski'], links: ['https://a.example/x'], state: 'PUBLISHED' });
    expect([seen.author.id, seen.mentions]).toEqual([idOf('ada'), [{ id: idOf('ben') }]]);

    const [row] = await world.sql.$queryRaw<{ number: bigint; sequence: bigint; people: string[] }[]>`
      SELECT p.number, e.sequence, e.people FROM post AS p
      JOIN log_entry AS e ON e.log = 'social.posts' AND e.key = 'all' AND e.data->>'postId' = p.id WHERE p.id = ${post.id}`;
    expect(row?.number).toBe(row?.sequence);
    expect(row?.people).toEqual([idOf('ada')]);
    const found = await world.run('cleo', '{ posts(tag: "#SKI") { edges { node { id } } } }');
    expect(found.posts.edges).toContainEqual({ node: { id: post.id } });
    await eventually(
      async () =>
        (await world.published()).some(
          ({ type, payload }) => type === 'social.mention-added' && Object(payload).userIds[0] === idOf('ben'),
        ),
      'the mention to be published',
    );
  });

  test.each([
    ['PUBLIC', ['ada', 'ben', 'cleo', 'dan', null]],
    ['FOLLOWERS', ['ada', 'ben']],
    ['FRIENDS', ['ada', 'cleo']],
    ['MENTIONED', ['ada', 'dan']],
    ['PRIVATE', ['ada']],
  ])('that is %s is seen by %j alone', async (visibility, expected) => {
    await world.sql.$executeRaw`DELETE FROM follow`;
    await world.follow('ben', 'ada');
    const friends = { userIds: [idOf('ada'), idOf('cleo')] as const, at: INSTANT };
    await world.publish(friendshipStarted, friends);
    const post = await world.post('ada', { text: 'For @dan', visibility });
    const seers = [];
    for (const name of ['ada', 'ben', 'cleo', 'dan', null])
      if ((await world.seen(name, post.id)) !== null) seers.push(name);
    expect(seers).toEqual(expected);
    for (const name of ['ben', 'cleo', 'dan']) {
      const lists = await world.run(
        name,
        `query ($id: ID!) { posts(authorId: $id) { edges { node { id } } }
        _entities(representations: [{ __typename: "Post", id: "${post.id}" }, { __typename: "User", id: $id }]) {
          ... on Post { id } ... on User { posts { edges { node { id } } } } } }`,
        { id: idOf('ada') },
      );
      const isSeen = (expected as unknown[]).includes(name);
      expect(JSON.stringify(lists.posts).includes(post.id)).toBe(isSeen);
      expect(JSON.stringify(lists._entities).includes(post.id)).toBe(isSeen);
    }
  });

  test('of a private account is for its followers, and cannot be reposted or quoted by them', async () => {
    await world.follow('ben', 'ada');
    await world.sql.$executeRaw`INSERT INTO social_settings (user_id, is_private) VALUES (${idOf('ada')}, TRUE)`;
    const post = await world.post('ada', 'Among us');
    expect([await world.seen('cleo', post.id), (await world.seen('ben', post.id))?.text]).toEqual([null, 'Among us']);
    expect((await world.call('ben', 'repost', { postId: post.id }, 'post { id }')).refusals).toEqual(['NotPermitted']);
    const quoting = { text: 'See', quotedPostId: post.id };
    expect((await world.call('ben', 'createPost', quoting, 'post { id }')).refusals).toEqual(['NotPermitted']);
    expect((await world.call('cleo', 'repost', { postId: post.id }, 'post { id }')).refusals).toEqual(['NotFound']);
    await world.sql.$executeRaw`DELETE FROM social_settings`;
  });

  test('keeps what it said before when it is edited', async () => {
    const { id } = await world.post('ada', 'One #first');
    await world.call('ada', 'updatePost', { postId: id, text: 'Two #second' }, 'post { id }');
    await world.call('ada', 'updatePost', { postId: id, contentWarning: 'Spoilers' }, 'post { id }');
    const seen = await world.seen('ben', id, '{ text contentWarning tags revisions { text contentWarning } editedAt }');
    expect(seen).toMatchObject({ text: 'Two #second', contentWarning: 'Spoilers', tags: ['second'] });
    expect(seen.revisions.map(({ text }: { text: string }) => text)).toEqual(['One #first', 'Two #second']);
    expect((await world.run('ben', '{ posts(tag: "first") { edges { node { id } } } }')).posts.edges).toEqual([]);
    const input = { postId: id, visibility: 'PRIVATE' };
    expect((await world.call('ada', 'updatePost', input, 'post { id }')).refusals).toEqual(['InvalidState']);
    expect((await world.call('ben', 'updatePost', { postId: id, text: 'No' }, 'post { id }')).refusals).toEqual([
      'NotPermitted',
    ]);
  });

  test('waits as a draft or for its time, seen by its author alone', async () => {
    const draft = await world.post('ada', { text: 'Not yet', isDraft: true });
    const publishAt = new Date(clock.getTime() + 3_600_000).toISOString();
    const scheduled = await world.post('ada', { text: 'Later', publishAt });
    expect([draft.state, scheduled.state]).toEqual(['DRAFT', 'SCHEDULED']);
    expect([await world.seen('ben', draft.id), await world.seen('ben', scheduled.id)]).toEqual([null, null]);
    const { drafts } = await world.run('ada', '{ drafts { edges { node { id } } } }');
    expect(drafts.edges).toHaveLength(2);

    await world.call('ada', 'publishDraft', { postId: draft.id }, 'post { state }');
    expect((await world.seen('ben', draft.id))?.state).toBe('PUBLISHED');
    clock = new Date(publishAt);
    await world.sql.$executeRaw`UPDATE work_item SET due_at = now() WHERE kind = 'publish-scheduled-post'`;
    await eventually(
      async () => (await world.seen('ben', scheduled.id)) !== null,
      'the scheduled post to be published',
    );
  });

  test('with a key is made once, whatever comes at the same time', async () => {
    const input = { text: 'Once', idempotencyKey: 'key-1' };
    const made = await Promise.all(
      Array.from({ length: 20 }, () => world.call('ada', 'createPost', input, 'isReplay post { id }')),
    );
    expect(new Set(made.map(({ post }) => post.id)).size).toBe(1);
    expect(made.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  });

  test('is gone for everybody once it is deleted, with all that hangs on it', async () => {
    const { id } = await world.post('ada', 'Soon gone');
    await world.comment('ben', id, 'A comment');
    await world.call('ben', 'likePost', { postId: id }, 'post { id }');
    await world.call('ben', 'repost', { postId: id }, 'post { id }');
    expect((await world.call('ada', 'deletePost', { postId: id }, 'postId')).postId).toBe(id);
    expect([await world.seen('ada', id), await world.seen('ben', id)]).toEqual([null, null]);
    expect((await world.call('ada', 'deletePost', { postId: id }, 'postId')).refusals).toEqual(['NotFound']);
    await eventually(
      async () => (await world.remains(id)).every(({ table }) => /outbox|log_entry|work/.test(table)),
      'the post to be purged',
    );
  });
});

test('who may not see a post does not learn that it names them', async () => {
  await world.follow('ben', 'ada');
  const { id } = await world.post('ada', { text: 'About @ben and @cleo', visibility: 'FOLLOWERS' });
  const named = async () =>
    (await world.published()).flatMap(({ type, payload }) =>
      type === 'social.mention-added' && Object(payload).postId === id ? [Object(payload).userIds] : [],
    );
  await eventually(async () => (await named()).length > 0, 'the mention to be published');
  expect(await named()).toEqual([[idOf('ben')]]);
});

test('recipients of a post are followers who asked for it and may see it, but none who have muted its author', async () => {
  await world.sql.$executeRaw`DELETE FROM follow`;
  for (const name of ['ben', 'cleo', 'dan']) await world.follow(name, 'ada');
  await world.sql.$executeRaw`UPDATE follow SET notify = follower_id <> ${idOf('dan')}`;
  await world.sql.$executeRaw`
    INSERT INTO user_mute (muter_id, muted_id, created_at) VALUES (${idOf('cleo')}, ${idOf('ada')}, now())`;
  const { id } = await world.post('ada', 'For those who want to know');
  const document = 'query ($id: ID!) { postRecipientIds(postId: $id, limit: 10) }';
  const response = await world.execute(document, { id }, world.asService('notifications'));
  expect(response.data).toEqual({ postRecipientIds: [idOf('ben')] });
  expect((await world.execute(document, { id }, world.as(idOf('ada')))).errors?.[0]?.extensions['code']).toBe(
    'FORBIDDEN',
  );
  await world.sql.$executeRaw`DELETE FROM user_mute`;
});

describe('blocks and moderators', () => {
  test('hide posts and comments at once, and change no count', async () => {
    const { id } = await world.post('cleo', 'Mine');
    await world.comment('dan', id, 'From dan');
    await world.call('dan', 'likePost', { postId: id }, 'post { id }');
    await world.publish(userBlocked, { userId: idOf('cleo'), blockedId: idOf('dan'), at: INSTANT });
    expect(await world.seen('dan', id)).toBeNull();
    const refused = async (mutation: string, input: object) =>
      (await world.call('dan', mutation, { postId: id, ...input }, '__typename')).refusals;
    expect(await refused('likePost', {})).toEqual(['NotFound']);
    expect(await refused('addComment', { text: 'Hi' })).toEqual(['NotFound']);
    expect(await refused('bookmarkPost', {})).toEqual(['NotFound']);
    const seen = await world.seen(
      'cleo',
      id,
      '{ likeCount commentCount likers { edges { node { id } } } comments { edges { node { id } } } }',
    );
    expect(seen).toEqual({ likeCount: 1, commentCount: 1, likers: { edges: [] }, comments: { edges: [] } });
  });

  test('what moderators hide is there for its author alone, and what they remove for nobody', async () => {
    const { id } = await world.post('ada', 'Rude');
    const decision = { subjectId: id, kind: 'POST', ownerId: idOf('ada') };
    await world.publish(contentHidden, { ...decision, at: INSTANT });
    expect(await world.seen('ben', id)).toBeNull();
    const own = await world.seen('ada', id, '{ isHiddenByModerators viewer { canSee } }');
    expect(own).toEqual({ isHiddenByModerators: true, viewer: { canSee: false } });
    await world.publish(contentRemoved, { ...decision, at: '2031-03-01T12:00:01.000Z' });
    expect(await world.seen('ada', id)).toBeNull();
  });
});

describe('the counts of a post', () => {
  const COUNTS = 'subscription ($id: ID!) { postEngagementChanged(postId: $id) { likeCount commentCount } }';

  test('are followed by everybody while everybody may see the post', async () => {
    const { id } = await world.post('ada', 'Watch');
    const events = await world.subscribe(COUNTS, { id }, world.asService('gateway'));
    expect((await nextOf(events)).data).toEqual({ postEngagementChanged: { likeCount: 0, commentCount: 0 } });
    await world.call('ben', 'likePost', { postId: id }, 'post { id }');
    expect((await nextOf(events)).data).toEqual({ postEngagementChanged: { likeCount: 1, commentCount: 0 } });
    await world.call('ada', 'deletePost', { postId: id }, 'postId');
    expect(await events.next()).toMatchObject({ done: true });
  });

  test('of a post that is not for everybody are nobody’s to follow', async () => {
    const { id } = await world.post('ada', { text: 'Followers', visibility: 'FOLLOWERS' });
    await expect(world.subscribe(COUNTS, { id }, world.as(idOf('ada')))).rejects.toThrow();
  });
});

test('a person gets a copy of what they wrote, and nothing is left of them when they have deleted their account', async () => {
  const { id } = await world.post('dan', 'By dan');
  await world.call('dan', 'updatePost', { postId: id, text: 'By dan, again' }, 'post { id }');
  const other = await world.post('ben', 'By ben');
  const parent = await world.comment('dan', other.id, 'Words of dan');
  await world.comment('ben', other.id, 'Reply', parent.id);
  await world.call('dan', 'likePost', { postId: other.id }, 'post { id }');
  const data = await personalDataOf(world, idOf('dan'));
  expect(data['posts']).toMatchObject([{ text: 'By dan, again' }]);
  expect(data['earlierTexts']).toMatchObject([{ text: 'By dan' }]);
  expect(data['comments']).toEqual(expect.arrayContaining([expect.objectContaining({ text: 'Words of dan' })]));

  await world.erase(idOf('dan'));
  expect(await world.remains(idOf('dan'), 'By dan', 'Words of dan')).toEqual([]);
  expect(
    await world.seen('ben', other.id, '{ likeCount commentCount comments { edges { node { author { id } } } } }'),
  ).toEqual({
    likeCount: 0,
    commentCount: 1,
    comments: { edges: [{ node: { author: null } }] },
  });
});
