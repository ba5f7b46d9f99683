import { describe, expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { AT, exampleStream } from '../../../tests/example-stream.ts';
import type { AccessQuery, StreamWithAccess } from '../repository/streams.ts';
import { checkListeners, visibleStreams } from './check-listeners.ts';
import type { Relationship } from './read-stream.ts';

const STREAM = exampleStream({ hostId: 'usr_host', visibility: 'FRIENDS' });
const NOBODY: Relationship = { areFriends: false, blocked: false };
const FRIEND: Relationship = { areFriends: true, blocked: false };

describe('visibleStreams', () => {
  const queries: AccessQuery[] = ['usr_a', 'usr_b', 'usr_c', ''].map((viewerId) => ({ streamId: STREAM.id, viewerId }));
  const repository = {
    streamsWithAccess: async (pairs: readonly AccessQuery[]): Promise<StreamWithAccess[]> =>
      pairs.map(({ viewerId }) => ({ stream: STREAM, access: viewerId === 'usr_a' ? 'VISIBLE' : 'NOT_A_FRIEND' })),
    joinedViewers: async (sessions: readonly unknown[]) => sessions.map(() => null),
    areBanned: async (pairs: readonly { userId: string }[]) => pairs.map(({ userId }) => userId === 'usr_banned'),
  };

  test('calls friends once per host, and only for viewers whom the local copy denies', async () => {
    const askRelationships = jest.fn(async () => [NOBODY, FRIEND]);
    const askFollows = jest.fn(async () => []);
    const seen = await visibleStreams({ repository, askRelationships, askFollows }, queries);
    expect(seen).toEqual([STREAM, null, STREAM, null]);
    expect(askRelationships.mock.calls).toEqual([['usr_host', ['usr_b', 'usr_c']]]);
    expect(askFollows).not.toHaveBeenCalled();
  });

  test('of streams for followers, social is asked once about all whom the local copy denies', async () => {
    const stream = exampleStream({ hostId: 'usr_host', visibility: 'FOLLOWERS' });
    const streamsWithAccess = async (pairs: readonly AccessQuery[]): Promise<StreamWithAccess[]> =>
      pairs.map(({ viewerId }) => ({ stream, access: viewerId === 'usr_a' ? 'VISIBLE' : 'NOT_A_FOLLOWER' }));
    const askFollows = jest.fn(async () => [true, false]);
    const askRelationships = async () => [NOBODY, NOBODY];
    const seen = await visibleStreams({ repository: { streamsWithAccess }, askRelationships, askFollows }, queries);
    expect(seen).toEqual([stream, stream, null, null]);
    const pairs = ['usr_b', 'usr_c'].map((followerId) => ({ followerId, followeeId: 'usr_host' }));
    expect(askFollows.mock.calls).toEqual([[pairs]]);
  });

  test('when friends is unreachable the check fails for everyone', async () => {
    const askRelationships = async () => {
      throw fault('UNAVAILABLE', 'away');
    };
    const sessions = queries.map(({ streamId, viewerId }) => ({ streamId, userId: viewerId, sessionId: '' }));
    await expect(
      checkListeners({ repository, askRelationships, askFollows: async () => [], now: () => AT }, sessions),
    ).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });

  test('who is banned may not listen, though they may see the stream', async () => {
    const open = {
      ...repository,
      streamsWithAccess: async () => [0, 1].map(() => ({ stream: STREAM, access: 'VISIBLE' as const })),
    };
    const sessions = ['usr_a', 'usr_banned'].map((userId) => ({ streamId: STREAM.id, userId, sessionId: '' }));
    const needs = { repository: open, askRelationships: async () => [], askFollows: async () => [], now: () => AT };
    expect((await checkListeners(needs, sessions)).map(({ isPermitted }) => isPermitted)).toEqual([true, false]);
  });
});
