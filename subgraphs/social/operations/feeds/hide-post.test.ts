import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { NOW, rowOf } from '../../fixtures/feed-operations.ts';
import { hidePost } from './hide-post.ts';

const worldOf = () => ({
  caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
  now: () => NOW,
  posts: {
    load: async (id: string) =>
      ({ pst_1: rowOf(1), pst_draft: { ...rowOf(2), id: 'pst_draft', number: null } })[id] ?? null,
  },
  repository: { hidePost: jest.fn(async (..._: unknown[]) => undefined) },
});

test('a post that the viewer may see is taken from their feeds', async () => {
  const world = worldOf();
  expect(await hidePost(world, { postId: 'pst_1', reason: 'SPAM' })).toMatchObject({
    ok: true,
    value: { id: 'pst_1' },
  });
  expect(world.repository.hidePost).toHaveBeenCalledWith('usr_ada', 'pst_1', 'SPAM', NOW);
});

test.each([
  ['a post that is hidden from the viewer', { postId: 'pst_9' }, 'NotFound'],
  ['a draft', { postId: 'pst_draft' }, 'NotFound'],
  ['another reason', { postId: 'pst_1', reason: 'BORED' }, 'InvalidInput'],
])('%s is refused', async (_, input, __typename) => {
  const world = worldOf();
  expect(await hidePost(world, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.repository.hidePost).not.toHaveBeenCalled();
});
