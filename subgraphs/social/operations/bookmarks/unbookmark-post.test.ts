import { expect, test } from '@jest/globals';
import { createWorld, postWith, refusalIn } from '../../fixtures/operation-world.ts';
import { unbookmarkPost } from './unbookmark-post.ts';

test.each([
  ['a bookmark of what can be seen', [postWith()], true, 'ok'],
  ['a bookmark of what can no longer be seen', [], true, 'ok'],
  ['no bookmark of what can be seen', [postWith()], false, 'ok'],
  ['no bookmark of what cannot be seen', [], false, 'NotFound postId'],
])('%s', async (_, posts, isThere, outcome) => {
  const { context } = createWorld({ posts, store: { removeBookmark: async () => isThere } });
  expect(refusalIn(await unbookmarkPost(context, { postId: 'pst_1' }))).toBe(outcome);
});
