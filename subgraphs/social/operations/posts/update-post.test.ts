import { describe, expect, test } from '@jest/globals';
import { BEN, createWorld, draftWith, inMinutes, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { updatePost } from './update-post.ts';

describe('is refused', () => {
  test.each<[string, object, string]>([
    ['of a post that the viewer cannot see', { postId: 'pst_other', text: 'x' }, 'NotFound postId'],
    ['that takes all content away', { postId: 'pst_1', text: '' }, 'InvalidInput text'],
    ['of who may see a published post', { postId: 'pst_1', visibility: 'PRIVATE' }, 'InvalidState visibility'],
    ['of the poll of a published post', { postId: 'pst_1', poll: null }, 'InvalidState poll'],
    ['of the time of a published post', { postId: 'pst_1', publishAt: inMinutes(60) }, 'InvalidState publishAt'],
    ['of a time in the past', { postId: 'pst_draft', publishAt: inMinutes(-60) }, 'InvalidInput publishAt'],
    ['of a repost', { postId: 'pst_repost', text: 'x' }, 'InvalidState postId'],
  ])('%s', async (_, input, refusal) => {
    const posts = [postWith(), draftWith({ id: 'pst_draft' }), postWith({ id: 'pst_repost', repostOfId: 'pst_1' })];
    const { context, store } = createWorld({ posts });
    expect(refusalIn(await updatePost(context, input))).toBe(refusal);
    expect(store.editPost).not.toHaveBeenCalled();
  });

  test('of a post of somebody else', async () => {
    const { context } = createWorld({ caller: BEN });
    expect(refusalIn(await updatePost(context, { postId: 'pst_1', text: 'x' }))).toBe('NotPermitted postId');
  });

  test('too often', async () => {
    const { context } = createWorld({ retryAfter: 9 });
    expect(refusalIn(await updatePost(context, { postId: 'pst_1', text: 'x' }))).toBe('TooManyAttempts');
  });
});

test('of a text keeps the one before, and publishes whom it names anew', async () => {
  const store = { mentionedIn: async () => ['usr_cleo'] };
  const world = createWorld({ people: { ben: 'usr_ben', cleo: 'usr_cleo' }, store });
  expect(await updatePost(world.context, { postId: 'pst_1', text: 'Now @ben @cleo #Ski' })).toMatchObject({ ok: true });
  expect(world.store.addRevision).toHaveBeenCalledWith('pst_1', 'Hello', null, NOW);
  const edit = { text: 'Now @ben @cleo #Ski', tagKeys: ['ski'], mentionedIds: ['usr_ben', 'usr_cleo'], editedAt: NOW };
  expect(world.store.editPost).toHaveBeenCalledWith(expect.objectContaining(edit));
  expect(world.published().map(([name]) => name)).toEqual(['social.post-edited']);
  expect(world.store.enqueueWork.mock.calls[0]?.[1]).toEqual([{ payload: { postId: 'pst_1', userIds: ['usr_ben'] } }]);
});

test('of who may comment leaves text, mentions and mark of an edit as they are', async () => {
  const { context, store } = createWorld({ store: { mentionedIn: async () => ['usr_cleo'] } });
  await updatePost(context, { postId: 'pst_1', replyPolicy: 'NOBODY', isLocked: true });
  const edit = { text: 'Hello', replyPolicy: 'NOBODY', isLocked: true, mentionedIds: ['usr_cleo'], editedAt: null };
  expect(store.editPost).toHaveBeenCalledWith(expect.objectContaining(edit));
  expect(store.addRevision).not.toHaveBeenCalled();
});

test('of a draft changes everything, publishes nothing and keeps nothing', async () => {
  const world = createWorld({ posts: [draftWith()] });
  const publishAt = inMinutes(60);
  await updatePost(world.context, { postId: 'pst_1', text: 'New', visibility: 'FRIENDS', publishAt });
  expect(world.store.editPost).toHaveBeenCalledWith(
    expect.objectContaining({ visibility: 'FRIENDS', publishAt, editedAt: null }),
  );
  expect([world.published(), world.enqueued()]).toEqual([[], ['publish-scheduled-post']]);
  expect(world.store.addRevision).not.toHaveBeenCalled();
});

test('of files releases those that are no longer shown', async () => {
  const world = createWorld({
    files: [{ fileId: 'fil_new' }],
    store: { replaceFiles: async () => ['fil_old', 'fil_new'] },
  });
  await updatePost(world.context, { postId: 'pst_1', mediaFileIds: ['fil_new'] });
  expect(world.enqueued()).toEqual(['update-file-uses', 'update-file-uses']);
  expect(world.published().map(([name]) => name)).toContain('social.file-access-ended');
});
