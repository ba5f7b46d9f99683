import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { unpinPost } from './unpin-post.ts';

test('a pin ends', async () => {
  const pinPost = jest.fn(async (..._: unknown[]) => true);
  const { context } = createWorld({ store: { pinPost } });
  expect(refusalIn(await unpinPost(context, { postId: 'pst_1' }))).toBe('ok');
  expect(pinPost).toHaveBeenCalledWith(expect.objectContaining({ id: 'pst_1' }), null, 0);
});

test.each([
  ['pst_1', 'NotPermitted postId'],
  ['pst_other', 'NotFound postId'],
])('somebody else cannot unpin %s', async (postId, refusal) => {
  expect(refusalIn(await unpinPost(createWorld({ caller: BEN }).context, { postId }))).toBe(refusal);
});
