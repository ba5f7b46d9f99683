import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openSocialWorld } from './fixtures/social-world.ts';

let clock = new Date('2031-03-01T12:00:00.000Z');
let world: Awaited<ReturnType<typeof openSocialWorld>>;
const idOf = (name: string) => world.idOf(name);

beforeAll(async () => {
  world = await openSocialWorld({ now: () => clock });
});
afterAll(() => world.close());

test('the likes of a post are published to its author together', async () => {
  const { id } = await world.post('ada', 'Liked by some');
  for (const name of ['ada', 'ben', 'cleo']) await world.call(name, 'likePost', { postId: id }, 'post { id }');
  await world.call('cleo', 'unlikePost', { postId: id }, 'post { id }');
  const liked = async () =>
    (await world.published()).flatMap(({ type, payload }) =>
      type === 'social.post-liked' && Object(payload).postId === id ? [payload] : [],
    );
  await eventually(async () => (await liked()).length > 0, 'the likes to be published');
  expect(await liked()).toMatchObject([{ authorId: idOf('ada'), userIds: [idOf('ben')], count: 1 }]);
});

describe('reposts', () => {
  test('show a post once, count once, and are taken back', async () => {
    const { id } = await world.post('ada', 'Worth it');
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => world.call('ben', 'repost', { postId: id }, 'post { id repostOf { id } }')),
    );
    expect(new Set(both.map(({ post }) => post.id)).size).toBe(1);
    expect(both[0].post.repostOf).toEqual({ id });
    expect(await world.seen('ben', id, '{ repostCount viewer { hasReposted } }')).toEqual({
      repostCount: 1,
      viewer: { hasReposted: true },
    });
    await world.call('cleo', 'createPost', { text: 'Look', quotedPostId: id }, 'post { id }');
    expect((await world.seen('ben', id)).quoteCount).toBe(1);
    await world.call('ben', 'undoRepost', { postId: id }, 'post { id }');
    expect((await world.seen('ben', id)).repostCount).toBe(0);
  });
});

describe('likes', () => {
  test('of a thousand people at once are counted exactly', async () => {
    const { id } = await world.post('ada', 'A storm');
    const like = (nth: number) =>
      world.execute(
        'mutation ($id: ID!) { likePost(input: { postId: $id }) { post { id } } }',
        { id },
        world.as(`usr_liker${nth % 900}`),
      );
    const nths = Array.from({ length: 1_000 }, (_, nth) => nth);
    for (let at = 0; at < nths.length; at += 100) await Promise.all(nths.slice(at, at + 100).map(like));
    expect((await world.seen('ada', id)).likeCount).toBe(900);
    const { likers } = await world.seen(
      'ben',
      id,
      '{ likers(first: 100) { edges { node { id } } pageInfo { hasNextPage } } }',
    );
    expect([likers.edges.length, likers.pageInfo.hasNextPage]).toEqual([100, true]);
  });

  test('may be shown to nobody', async () => {
    const { id } = await world.post('ada', 'Secret admirers');
    await world.sql
      .$executeRaw`INSERT INTO social_settings (user_id, who_sees_likers) VALUES (${idOf('ada')}, 'NOBODY')`;
    expect((await world.seen('ben', id, '{ likers { edges { node { id } } } }')).likers).toBeNull();
    expect((await world.seen('ada', id, '{ likers { edges { node { id } } } }')).likers.edges).toEqual([]);
    await world.sql.$executeRaw`DELETE FROM social_settings`;
  });
});

describe('polls', () => {
  test('count a hundred votes of one person once, and take no other after their end', async () => {
    const closesAt = new Date(clock.getTime() + 600_000).toISOString();
    const { id } = await world.post('ada', { text: 'Which?', poll: { options: ['Sea', 'Hills'], closesAt } });
    const poll = '{ poll { isClosed voterCount viewerHasVoted options { id text voteCount viewerHasChosen } } }';
    const [sea, hills] = (await world.seen('ben', id, poll)).poll.options;
    const vote = (optionIds: string[]) => world.call('ben', 'votePoll', { postId: id, optionIds }, 'post { id }');
    await Promise.all(Array.from({ length: 100 }, (_, nth) => vote([nth % 2 === 0 ? sea.id : hills.id])));
    await vote([hills.id]);
    const counts = async () => {
      const { poll: now } = await world.seen('ben', id, poll);
      return [now.voterCount, ...now.options.map(({ voteCount }: { voteCount: number }) => voteCount)];
    };
    expect(await counts()).toEqual([1, 0, 1]);
    expect((await vote([sea.id, hills.id])).refusals).toEqual(['InvalidInput']);
    expect((await vote(['opt_other'])).refusals).toEqual(['NotFound']);

    clock = new Date(closesAt);
    expect([(await vote([sea.id])).refusals, (await vote([hills.id])).refusals]).toEqual([['PollClosed'], []]);
    expect(await counts()).toEqual([1, 0, 1]);
    await world.sql.$executeRaw`UPDATE work_item SET due_at = now() WHERE kind = 'close-poll'`;
    const closed = async () =>
      (await world.published()).flatMap(({ type, payload }) =>
        type === 'social.poll-closed' ? [Object(payload).userIds] : [],
      );
    await eventually(async () => (await closed()).length === 2, 'author and voter to learn of the end');
    expect((await closed()).flat().sort()).toEqual([idOf('ada'), idOf('ben')].sort());
  });
});

describe('comments', () => {
  test('go eight levels deep', async () => {
    const { id } = await world.post('ada', 'Discuss');
    let parentId: string | undefined;
    for (let depth = 1; depth <= 8; depth += 1) {
      const comment = await world.comment('ben', id, `Level ${depth}`, parentId);
      expect(comment.depth).toBe(depth);
      parentId = comment.id;
    }
    const ninth = await world.call('ben', 'addComment', { postId: id, text: 'Nine', parentId }, 'comment { id }');
    expect([ninth.refusals, ninth.errors[0].path]).toEqual([['InvalidInput'], ['input', 'parentId']]);
    expect((await world.seen('ada', id)).commentCount).toBe(8);
  });

  test('leave a stub where they have replies, which goes with the last of them', async () => {
    const { id } = await world.post('ada', 'Talk');
    const parent = await world.comment('ben', id, 'Parent');
    const reply = await world.comment('cleo', id, 'Reply', parent.id);
    await world.call('ben', 'deleteComment', { commentId: parent.id }, 'comment { id }');
    const tree =
      '{ commentCount comments { edges { node { text deletedAt author { id } replies { edges { node { text } } } } } } }';
    const seen = await world.seen('dan', id, tree);
    expect(seen.commentCount).toBe(1);
    expect(seen.comments.edges).toEqual([
      {
        node: {
          text: '',
          deletedAt: clock.toISOString(),
          author: null,
          replies: { edges: [{ node: { text: 'Reply' } }] },
        },
      },
    ]);
    await world.call('cleo', 'deleteComment', { commentId: reply.id }, 'comment { id }');
    expect(await world.seen('dan', id, tree)).toEqual({ commentCount: 0, comments: { edges: [] } });
  });

  test('are ordered by likes or by time, page by page', async () => {
    const { id } = await world.post('ada', 'Order');
    const comments = [];
    for (const text of ['a', 'b', 'c', 'd']) {
      // Ids of one millisecond are in no order.
      clock = new Date(clock.getTime() + 1);
      comments.push(await world.comment('ben', id, text));
    }
    for (const name of ['ada', 'cleo'])
      await world.call(name, 'likeComment', { commentId: comments[1].id }, 'comment { likeCount }');
    await world.call('ada', 'likeComment', { commentId: comments[2].id }, 'comment { likeCount }');
    const pages = async (order: string) => {
      const texts: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const query: string = `query ($id: ID!, $after: String) { post(id: $id) { comments(order: ${order}, first: 2, after: $after) {
          edges { node { text } } pageInfo { endCursor hasNextPage } } } }`;
        const { edges, pageInfo }: ReturnType<typeof Object> = (await world.run('dan', query, { id, after })).post
          .comments;
        texts.push(...edges.map(({ node }: { node: { text: string } }) => node.text));
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      return texts.join('');
    };
    expect([await pages('TOP'), await pages('OLDEST'), await pages('NEWEST')]).toEqual(['bcda', 'abcd', 'dcba']);
    const forged = world.run(
      'dan',
      `query ($id: ID!) { post(id: $id) { comments(after: "bm9uc2Vuc2U") { edges { cursor } } } }`,
      { id },
    );
    await expect(forged).rejects.toThrow('cursor');
  });

  test('follow the reply controls of the post', async () => {
    await world.follow('ben', 'ada');
    const { id } = await world.post('ada', { text: 'For followers', replyPolicy: 'FOLLOWERS' });
    const refusals = async (name: string) =>
      (await world.call(name, 'addComment', { postId: id, text: 'Hi' }, 'comment { id }')).refusals;
    expect([await refusals('ben'), await refusals('cleo'), await refusals('ada')]).toEqual([
      [],
      ['ReplyNotAllowed'],
      [],
    ]);
    await world.call('ada', 'updatePost', { postId: id, isLocked: true }, 'post { id }');
    expect(await refusals('ben')).toEqual(['PostLocked']);
  });
});
