import { expect, test } from '@jest/globals';
import { createWorld, draftWith, NOW } from '../../fixtures/operation-world.ts';
import { publishPostMentions } from './publish-mentions.ts';

test('those are named who are to be notified', async () => {
  const world = createWorld({ store: { notifiable: async () => ['usr_ben'] } });
  await publishPostMentions(world.store, 'pst_1', ['usr_ben', 'usr_cleo'], NOW);
  expect(world.published()).toEqual([
    ['social.mention-added', expect.objectContaining({ postId: 'pst_1', commentId: null, userIds: ['usr_ben'] })],
  ]);
});

test.each([
  ['nobody is to be notified', { store: { notifiable: async (): Promise<string[]> => [] } }],
  ['the post is gone', { posts: [] }],
  ['the post is a draft', { posts: [draftWith()] }],
])('nothing is published when %s', async (_, options) => {
  const world = createWorld(options);
  await publishPostMentions(world.store, 'pst_1', ['usr_ben'], NOW);
  expect(world.published()).toEqual([]);
});
