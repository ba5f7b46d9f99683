import { expect, jest, test } from '@jest/globals';
import { createWorld, draftWith, postWith } from '../../fixtures/operation-world.ts';
import { listBookmarks, listDrafts, listPosts } from './list-posts.ts';

const reads = () => ({
  publishedPosts: jest.fn(async (..._: unknown[]) => [postWith()]),
  draftPosts: jest.fn(async (..._: unknown[]) => [draftWith()]),
  bookmarkedPosts: jest.fn(async (..._: unknown[]) => []),
});

test('published posts are read as the viewer, with tags as they are compared', async () => {
  const store = reads();
  const page = await listPosts(createWorld({ store }).context, { state: 'PUBLISHED', tag: '#Ski', first: 5 });
  expect(page.edges).toHaveLength(1);
  const filter = { authorId: null, tag: 'ski', hasMedia: null };
  expect(store.publishedPosts).toHaveBeenCalledWith('usr_ada', filter, expect.objectContaining({ limit: 6 }));
});

test('what cannot be a tag has no posts', async () => {
  const store = reads();
  const page = await listPosts(createWorld({ store }).context, { state: 'PUBLISHED', tag: 'two words' });
  expect([page.edges, store.publishedPosts.mock.calls]).toEqual([[], []]);
});

test.each([
  ['the viewer', {}, 1],
  ['the viewer by id', { authorId: 'usr_ada' }, 1],
  ['somebody else', { authorId: 'usr_ben' }, 0],
])('drafts of %s', async (_, more, count) => {
  const page = await listPosts(createWorld({ store: reads() }).context, { state: 'DRAFT', ...more });
  expect(page.edges).toHaveLength(count);
});

test('a visitor has no drafts', async () => {
  const world = createWorld({ caller: { viewerId: null }, store: reads() });
  expect((await listPosts(world.context, { state: 'DRAFT' })).edges).toEqual([]);
  expect(() => listDrafts(world.context, {})).toThrow('Sign in');
  expect(() => listBookmarks(world.context, {})).toThrow('Sign in');
});

test('a cursor of another list is refused', async () => {
  const world = createWorld({ store: reads() });
  const drafts = await listDrafts(world.context, { first: 1 });
  const after = drafts.pageInfo.endCursor;
  await expect(listPosts(world.context, { state: 'PUBLISHED', after })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
