import { expect, test } from '@jest/globals';
import { createWorld, inMinutes, NOW } from '../../fixtures/operation-world.ts';
import { closeDuePoll, publishVoters } from './close-poll.ts';

test('a poll that has ended is published to its author, and then to voters', async () => {
  const world = createWorld({ store: { closePoll: async () => ({ authorId: 'usr_ada' }) } });
  // as: the world has what the operation needs of the store.
  await closeDuePoll(world.store as never, 'pst_1', NOW);
  expect(world.published()).toEqual([['social.poll-closed', expect.objectContaining({ userIds: ['usr_ada'] })]]);
  expect(world.enqueued()).toEqual(['publish-poll-voters']);
});

test.each([
  ['waits where the clock of the database is ahead', { closesAt: inMinutes(1) }, ['close-poll']],
  ['is left alone where it was closed before', { closesAt: inMinutes(-1) }, []],
  ['is left alone where it is gone', null, []],
])('a poll %s', async (_, rules, work) => {
  const world = createWorld({ store: { closePoll: async () => null, pollRules: async () => rules } });
  await closeDuePoll(world.store as never, 'pst_1', NOW);
  expect([world.published(), world.enqueued()]).toEqual([[], work]);
});

test('voters learn of the end, 500 at a time', async () => {
  const voters = Array.from({ length: 500 }, (_, at) => `usr_${at}`);
  const world = createWorld({ store: { votersAfter: async () => voters } });
  await publishVoters(world.store as never, { postId: 'pst_1', after: '' }, NOW);
  expect(world.published()).toEqual([['social.poll-closed', expect.objectContaining({ userIds: voters })]]);
  expect(world.store.enqueueWork.mock.calls[0]?.[1]).toEqual([{ payload: { postId: 'pst_1', after: 'usr_499' } }]);
});

test('the last of them end it', async () => {
  const world = createWorld({ store: { votersAfter: async () => ['usr_ben'], notifiable: async () => [] } });
  await publishVoters(world.store as never, { postId: 'pst_1', after: 'usr_a' }, NOW);
  expect([world.published(), world.enqueued()]).toEqual([[], []]);
});
