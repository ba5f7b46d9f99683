import { expect, jest, test } from '@jest/globals';
import { AT, callerOf } from '../../../../tests/example-notification.ts';
import type { NotificationsStore } from '../../repository/index.ts';
import { MAX_TOPICS, subscribeToTopic, unsubscribeFromTopic } from './follow-topics.ts';

function worldOf(topics: string[] = [], viewerId: string | null = 'usr_ada') {
  const store = {
    lockPreferences: jest.fn(async (_userId: string) => ({}) as never),
    topicsOf: jest.fn<NotificationsStore['topicsOf']>(async () => topics),
    followTopic: jest.fn<NotificationsStore['followTopic']>(async () => undefined),
  };
  return {
    ...{ store, caller: callerOf(viewerId), now: () => AT },
    repository: {
      unfollowTopic: jest.fn<NotificationsStore['unfollowTopic']>(async () => undefined),
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

const OPERATIONS = [
  ['following', subscribeToTopic],
  ['unfollowing', unsubscribeFromTopic],
] as const;
const NEWS = { topic: 'news' };
const topics = (count: number) => Array.from({ length: count }, (_, nth) => `topic-${nth}`);

test.each(
  OPERATIONS.flatMap(([name, operation]) =>
    ['', 'No Topic', 'NEWS', 'x'.repeat(81), undefined].map((topic) => [name, topic, operation] as const),
  ),
)('%s the topic %j is refused, and nothing is stored', async (_, topic, operation) => {
  const world = worldOf();

  expect(await operation(world, { topic })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'topic'] },
  });
  expect(world.store.followTopic).not.toHaveBeenCalled();
  expect(world.repository.unfollowTopic).not.toHaveBeenCalled();
});

test('following a topic up to the maximum stores it, under the lock of the person', async () => {
  const world = worldOf(topics(MAX_TOPICS - 1));

  expect(await subscribeToTopic(world, NEWS)).toEqual({ ok: true, value: 'news' });
  expect(world.store.lockPreferences).toHaveBeenCalledWith('usr_ada');
  expect(world.store.followTopic.mock.calls).toEqual([['usr_ada', 'news', AT]]);
});

test('one topic more than the maximum is refused; one that is followed already is not', async () => {
  const world = worldOf(topics(MAX_TOPICS));

  expect(await subscribeToTopic(world, NEWS)).toMatchObject({
    refusal: { __typename: 'TooMany', path: ['input', 'topic'], limit: MAX_TOPICS },
  });
  expect(await subscribeToTopic(world, { topic: 'topic-0' })).toEqual({ ok: true, value: 'topic-0' });
  expect(world.store.followTopic).not.toHaveBeenCalled();
});

test('unfollowing a topic deletes it', async () => {
  const world = worldOf();

  expect(await unsubscribeFromTopic(world, NEWS)).toEqual({ ok: true, value: 'news' });
  expect(world.repository.unfollowTopic.mock.calls).toEqual([['usr_ada', 'news']]);
});

test.each(OPERATIONS)('%s requires a viewer', async (_, operation) => {
  await expect(operation(worldOf([], null), NEWS)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
