import { expect, test } from '@jest/globals';
import { createWorld, draftWith, inMinutes, postWith } from '../../fixtures/operation-world.ts';
import { publishScheduled } from './publish-scheduled.ts';

const publish = ({ context, store }: ReturnType<typeof createWorld>) =>
  // as: the world has what the operation needs of the store.
  publishScheduled(context, store as never, 'pst_1');

test('a post whose time has come is published, and feeds are signalled after the commit', async () => {
  const world = createWorld({ posts: [draftWith({ publishAt: inMinutes(0) })] });
  const afterCommit = await publish(world);
  expect(world.store.appendPost).toHaveBeenCalledTimes(1);
  expect(world.signalled).toEqual([]);
  await afterCommit?.();
  expect(world.signalled).toContain('social.posts');
});

test.each([
  ['published', postWith()],
  ['made a draft again', draftWith()],
  ['deleted', null],
])('one that was %s is left alone', async (_, post) => {
  const world = createWorld({ posts: post === null ? [] : [post] });
  expect(await publish(world)).toBeUndefined();
  expect([world.store.appendPost.mock.calls, world.enqueued()]).toEqual([[], []]);
});

test('one that was given a later time waits for it', async () => {
  const world = createWorld({ posts: [draftWith({ publishAt: inMinutes(1) })] });
  expect(await publish(world)).toBeUndefined();
  expect(world.store.appendPost).not.toHaveBeenCalled();
  expect(world.store.enqueueWork.mock.calls[0]?.[1]).toEqual([{ payload: { postId: 'pst_1' }, dueAt: inMinutes(1) }]);
});
