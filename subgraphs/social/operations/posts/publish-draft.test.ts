import { expect, test } from '@jest/globals';
import { BEN, createWorld, draftWith, inMinutes, NOW, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { publishDraft } from './publish-draft.ts';

const publish = (world: { readonly context: never }) => publishDraft(world.context, { postId: 'pst_1' });

test('a draft is published with its number, and feeds are signalled', async () => {
  const world = createWorld({ posts: [draftWith({ tags: ['Ski'] })] });
  expect(await publish(world)).toEqual({ ok: true, value: 'pst_1' });
  expect(world.store.appendPost).toHaveBeenCalledWith({ id: 'pst_1', authorId: 'usr_ada', tags: ['ski'] }, NOW);
  expect(world.signalled).toContain('social.posts');
});

test('what is published stays as it is', async () => {
  const world = createWorld({ posts: [postWith()] });
  expect(refusalIn(await publish(world))).toBe('ok');
  expect(world.store.appendPost).not.toHaveBeenCalled();
});

test.each<[string, Parameters<typeof createWorld>[0], string]>([
  ['of somebody else', { caller: BEN, posts: [draftWith()] }, 'NotPermitted postId'],
  ['that does not exist', { posts: [] }, 'NotFound postId'],
  ['whose poll ends too soon', { posts: [draftWith()], poll: { closesAt: inMinutes(1) } }, 'InvalidInput postId'],
  [
    'that quotes what may no longer be quoted',
    { posts: [draftWith({ quotedPostId: 'pst_2' }), postWith({ id: 'pst_2' })], viewer: { canRepost: false } },
    'NotPermitted quotedPostId',
  ],
  ['too often', { posts: [draftWith()], retryAfter: 5 }, 'TooManyAttempts'],
])('a draft %s is not published', async (_, options, refusal) => {
  const world = createWorld(options);
  expect(refusalIn(await publish(world))).toBe(refusal);
  expect(world.store.appendPost).not.toHaveBeenCalled();
});
