import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { USUAL_POLICY } from '../../fixtures/feed-operations.ts';
import type { FeedPolicy } from '../../repository/index.ts';
import { updateFeedPolicy } from './update-feed-policy.ts';

const worldOf = (policy: FeedPolicy = USUAL_POLICY) => ({
  caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
  repository: { feedPolicy: async () => policy, saveFeedPolicy: jest.fn(async (..._: unknown[]) => undefined) },
});

test('what is absent stays', async () => {
  const policy = { ...USUAL_POLICY, maxPerAuthor: 3, includeReplies: true };
  const world = worldOf(policy);
  const expected = { ...policy, order: 'RANKED', weights: { ...policy.weights, recency: 2 } };
  expect(await updateFeedPolicy(world, { order: 'RANKED', weights: { recency: 2 } })).toEqual({
    ok: true,
    value: expected,
  });
  expect(world.repository.saveFeedPolicy).toHaveBeenCalledWith('usr_ada', expected);
});

test('null stands for any number of an author', async () => {
  const world = worldOf({ ...USUAL_POLICY, maxPerAuthor: 3 });
  expect(await updateFeedPolicy(world, { maxPerAuthor: null })).toMatchObject({ value: { maxPerAuthor: null } });
});

test.each([
  ['a negative weight', { weights: { recency: -0.1 } }, ['input', 'weights', 'recency']],
  ['a weight above 3', { weights: { tags: 3.1 } }, ['input', 'weights', 'tags']],
  ['no post of an author', { maxPerAuthor: 0 }, ['input', 'maxPerAuthor']],
  ['more of an author than a page holds', { maxPerAuthor: 101 }, ['input', 'maxPerAuthor']],
])('%s is refused, and nothing is stored', async (_, input, path) => {
  const world = worldOf();
  expect(await updateFeedPolicy(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path },
  });
  expect(world.repository.saveFeedPolicy).not.toHaveBeenCalled();
});
