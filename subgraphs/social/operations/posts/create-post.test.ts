import { describe, expect, test } from '@jest/globals';
import { BEN, createWorld, draftWith, inMinutes, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { createPost } from './create-post.ts';

const INPUT = {
  ...{ text: 'Hello', mediaFileIds: [], visibility: 'PUBLIC', replyPolicy: 'EVERYONE', isSensitive: false },
  isDraft: false,
};
const POLL = { options: ['Sea', 'Hills'], closesAt: inMinutes(60), isMultiple: false };

describe('is refused', () => {
  test.each<[string, object, string]>([
    ['without content', { text: ' ' }, 'InvalidInput text'],
    ['with 5001 characters', { text: 'x'.repeat(5_001) }, 'InvalidInput text'],
    [
      'with eleven files',
      { mediaFileIds: Array.from({ length: 11 }, (_, at) => `fil_${at}`) },
      'InvalidInput mediaFileIds',
    ],
    ['with a file twice', { mediaFileIds: ['fil_1', 'fil_1'] }, 'InvalidInput mediaFileIds'],
    ['with a warning of two lines', { contentWarning: 'a\nb' }, 'InvalidInput contentWarning'],
    ['with one option', { poll: { ...POLL, options: ['Sea'] } }, 'InvalidInput poll options'],
    ['with seven options', { poll: { ...POLL, options: [...'abcdefg'] } }, 'InvalidInput poll options'],
    ['with an option twice', { poll: { ...POLL, options: ['Sea', ' Sea'] } }, 'InvalidInput poll options'],
    ['with a poll that ends at once', { poll: { ...POLL, closesAt: inMinutes(4) } }, 'InvalidInput poll closesAt'],
    ['scheduled for the past', { publishAt: inMinutes(-1) }, 'InvalidInput publishAt'],
    ['scheduled for years ahead', { publishAt: inMinutes(60 * 24 * 400) }, 'InvalidInput publishAt'],
    ['as a draft with a time', { isDraft: true, publishAt: inMinutes(60) }, 'InvalidInput publishAt'],
    ['when it quotes what the viewer cannot see', { quotedPostId: 'pst_other' }, 'NotFound quotedPostId'],
    ['when it quotes a draft', { quotedPostId: 'pst_draft' }, 'NotFound quotedPostId'],
    ['with an empty key', { idempotencyKey: '' }, 'InvalidInput idempotencyKey'],
  ])('%s', async (_, more, refusal) => {
    const { context, store } = createWorld({ posts: [postWith(), draftWith({ id: 'pst_draft' })] });
    expect(refusalIn(await createPost(context, { ...INPUT, ...more }))).toBe(refusal);
    expect(store.insertPost).not.toHaveBeenCalled();
  });

  test('when it quotes a post that is not for everybody', async () => {
    const { context } = createWorld({ viewer: { canRepost: false } });
    expect(refusalIn(await createPost(context, { ...INPUT, quotedPostId: 'pst_1' }))).toBe('NotPermitted quotedPostId');
  });

  test('when the viewer posts too often', async () => {
    const { context } = createWorld({ retryAfter: 60 });
    expect(await createPost(context, INPUT)).toMatchObject({
      refusal: { __typename: 'TooManyAttempts', retryAfter: 60 },
    });
  });

  test('to a visitor, who is asked to sign in', async () => {
    const { context } = createWorld({ caller: { viewerId: null } });
    await expect(createPost(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});

test('is stored with what its text names, and published as the last of its transaction', async () => {
  const people = { ben: 'usr_ben', ada: 'usr_ada' };
  const world = createWorld({ people, store: { mentionedIn: async () => ['usr_ben'] } });
  const text = 'Hi @ben, @ada and @nobody #Ski';
  expect(await createPost(world.context, { ...INPUT, text, quotedPostId: 'pst_1' })).toMatchObject({
    ok: true,
    isReplay: false,
  });
  const draft = {
    authorId: 'usr_ada',
    tags: ['Ski'],
    mentionedIds: ['usr_ben'],
    quotedPostId: 'pst_1',
    createdAt: NOW,
  };
  expect(world.store.insertPost).toHaveBeenCalledWith(expect.objectContaining(draft));
  expect(world.published().map(([name]) => name)).toEqual(['social.post-published']);
  expect(world.enqueued()).toEqual(['publish-mentions']);
  expect(world.store.changeCounters).toHaveBeenCalledWith('quotes', [{ subject: 'pst_1', delta: 1 }]);
  expect(world.store.appendPost).toHaveBeenCalledWith(expect.objectContaining({ tags: ['ski'] }), NOW);
  expect(world.signalled).toEqual(['social.posts', 'social.work', 'social.engagement:pst_1']);
});

test('quotes the post that a repost shows', async () => {
  const repost = postWith({ id: 'pst_2', authorId: BEN.viewerId, repostOfId: 'pst_1' });
  const { context, store } = createWorld({ posts: [postWith(), repost] });
  await createPost(context, { ...INPUT, quotedPostId: 'pst_2' });
  expect(store.insertPost).toHaveBeenCalledWith(expect.objectContaining({ quotedPostId: 'pst_1' }));
});

test.each([
  ['a draft', { isDraft: true }, []],
  ['a scheduled post', { publishAt: inMinutes(60) }, ['publish-scheduled-post']],
])('%s is stored and not published', async (_, more, work) => {
  const world = createWorld();
  expect(refusalIn(await createPost(world.context, { ...INPUT, ...more }))).toBe('ok');
  expect(world.store.appendPost).not.toHaveBeenCalled();
  expect([world.published(), world.enqueued()]).toEqual([[], work]);
});

test('has its poll stored with ids of options, and closed at its time', async () => {
  const world = createWorld({ store: { pollRules: async () => ({ closesAt: POLL.closesAt }) } });
  await createPost(world.context, { ...INPUT, poll: POLL });
  const options = [
    { id: expect.stringMatching(/^opt_/), text: 'Sea' },
    { id: expect.stringMatching(/^opt_/), text: 'Hills' },
  ];
  expect(world.store.replacePoll).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ options }));
  expect(world.enqueued()).toEqual(['close-poll']);
});
