import { expect, jest, test } from '@jest/globals';
import type { Streams } from '../../../runtime/live/durable-log.ts';
import { AT } from '../../../tests/example-friendship.ts';
import type { FriendsStore } from '../repository/index.ts';
import { eraseUser } from './erase-user.ts';

function worldOf(otherIds: string[], concerned: string[] = []) {
  const calls: string[] = [];
  const announce = jest.fn<Streams['announce']>(async () => undefined);
  const store = {
    erasePerson: jest.fn<FriendsStore['erasePerson']>(async () => void calls.push('person')),
    lockPairsOf: jest.fn<FriendsStore['lockPairsOf']>(async () => otherIds),
    concernedBy: jest.fn<FriendsStore['concernedBy']>(async () => {
      calls.push('concerned');
      return concerned;
    }),
    erasePairs: jest.fn<FriendsStore['erasePairs']>(async () => void calls.push('pairs')),
    recordChanges: jest.fn<FriendsStore['recordChanges']>(async () => undefined),
  };
  return { calls, store, needs: { now: () => AT, streams: { announce } } };
}

test('a step erases pairs and records for each person concerned that it is over, without a name', async () => {
  const { calls, store, needs } = worldOf(['usr_bob', 'usr_eve'], ['usr_bob']);

  const step = await eraseUser(needs, store, 'usr_ada');

  expect(calls).toEqual(['person', 'concerned', 'pairs']);
  expect(store.erasePairs).toHaveBeenCalledWith('usr_ada', ['usr_bob', 'usr_eve']);
  expect(store.recordChanges.mock.calls).toEqual([
    [[{ ownerId: 'usr_bob', stream: 'FRIENDSHIPS', otherId: null, requestId: null, status: 'NONE' }], AT],
  ]);
  expect(step.isComplete).toBe(false);
  expect(needs.streams.announce).not.toHaveBeenCalled();

  await step.afterCommit?.();
  expect(needs.streams.announce.mock.calls).toEqual([[{ name: 'friends.friendships' }, 'usr_bob']]);
});

test('the erasure is complete when nobody is left', async () => {
  const { store, needs } = worldOf([]);

  expect(await eraseUser(needs, store, 'usr_ada')).toEqual({ isComplete: true });
  expect(store.erasePerson).toHaveBeenCalledWith('usr_ada');
  expect(store.erasePairs).not.toHaveBeenCalled();
  expect(store.recordChanges).not.toHaveBeenCalled();
});
