import { describe, expect, test } from '@jest/globals';
import { BEN, commentWith, createWorld, draftWith, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { addComment } from './add-comment.ts';

const INPUT = { postId: 'pst_1', text: 'Hi', mediaFileIds: [] };

describe('is refused', () => {
  test.each<[string, object, Parameters<typeof createWorld>[0], string]>([
    ['without content', { text: ' ' }, {}, 'InvalidInput text'],
    ['with 2001 characters', { text: 'x'.repeat(2_001) }, {}, 'InvalidInput text'],
    ['with five files', { mediaFileIds: [...'abcde'] }, {}, 'InvalidInput mediaFileIds'],
    ['on what the viewer cannot see', {}, { posts: [] }, 'NotFound postId'],
    ['on a draft', {}, { posts: [draftWith()] }, 'NotFound postId'],
    ['on a post that is locked', {}, { posts: [postWith({ isLocked: true })] }, 'PostLocked postId'],
    ['by whom the author does not let', {}, { viewer: { mayReply: false } }, 'ReplyNotAllowed postId'],
    ['below a comment that is hidden', { parentId: 'cmt_other' }, {}, 'NotFound parentId'],
    [
      'below a comment of another post',
      { parentId: 'cmt_1' },
      { comments: [commentWith({ postId: 'pst_2' })] },
      'NotFound parentId',
    ],
    [
      'below a stub',
      { parentId: 'cmt_1' },
      { comments: [commentWith({ deletedAt: new Date() })] },
      'NotFound parentId',
    ],
    ['nine levels deep', { parentId: 'cmt_1' }, { comments: [commentWith({ depth: 8 })] }, 'InvalidInput parentId'],
    [
      'below what is deleted at the same time',
      { parentId: 'cmt_1' },
      { store: { countReply: async () => null } },
      'NotFound parentId',
    ],
    ['too often', {}, { retryAfter: 2 }, 'TooManyAttempts'],
  ])('%s', async (_, more, options, refusal) => {
    const { context, store } = createWorld(options);
    expect(refusalIn(await addComment(context, { ...INPUT, ...more }))).toBe(refusal);
    expect(store.insertComment).not.toHaveBeenCalled();
  });
});

test('is stored, counted, and published to the author of the post and to whom it names', async () => {
  const world = createWorld({ caller: BEN, people: { cleo: 'usr_cleo', ada: 'usr_ada' } });
  expect(await addComment(world.context, { ...INPUT, text: 'Hi @cleo @ada #Ski' })).toMatchObject({
    ok: true,
    isReplay: false,
  });
  const draft = { authorId: 'usr_ben', parentId: null, tags: ['Ski'], mentionedIds: ['usr_ada', 'usr_cleo'] };
  expect(world.store.insertComment).toHaveBeenCalledWith(expect.objectContaining(draft), 1);
  expect(world.store.changeCounters.mock.calls).toEqual([['comments', [{ subject: 'pst_1', delta: 1 }]]]);
  expect(world.published()).toEqual([
    ['social.comment-added', expect.objectContaining({ userIds: ['usr_ada'] })],
    ['social.mention-added', expect.objectContaining({ userIds: ['usr_cleo'] })],
  ]);
  expect(world.signalled).toContain('social.engagement:pst_1');
});

test('below another is published to its author as well, and counted there', async () => {
  const world = createWorld({ caller: { viewerId: 'usr_cleo' } });
  await addComment(world.context, { ...INPUT, parentId: 'cmt_1' });
  expect(world.store.insertComment).toHaveBeenCalledWith(expect.objectContaining({ parentId: 'cmt_1' }), 2);
  expect(world.store.changeCounters).toHaveBeenCalledWith('replies', [{ subject: 'cmt_1', delta: 1 }]);
  expect(world.published()).toEqual([
    ['social.comment-added', expect.objectContaining({ userIds: ['usr_ada', 'usr_ben'] })],
  ]);
});

test('on a repost is one on the post that it shows', async () => {
  const repost = postWith({ id: 'pst_2', authorId: 'usr_cleo', repostOfId: 'pst_1' });
  const { context, store } = createWorld({ posts: [postWith(), repost] });
  await addComment(context, { ...INPUT, postId: 'pst_2' });
  expect(store.insertComment).toHaveBeenCalledWith(expect.objectContaining({ postId: 'pst_1' }), 1);
});
