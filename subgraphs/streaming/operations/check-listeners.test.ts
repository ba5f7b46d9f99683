import { describe, expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import { exampleStream } from '../../../tests/example-stream.ts';
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
  };

  test('calls friends once per host, and only for viewers whom the local copy denies', async () => {
    const askRelationships = jest.fn(async () => [NOBODY, FRIEND]);
    const seen = await visibleStreams({ repository, askRelationships }, queries);
    expect(seen).toEqual([STREAM, null, STREAM, null]);
    expect(askRelationships.mock.calls).toEqual([['usr_host', ['usr_b', 'usr_c']]]);
  });

  test('when friends is unreachable the check fails for everyone', async () => {
    const askRelationships = async () => {
      throw fault('UNAVAILABLE', 'away');
    };
    const sessions = queries.map(({ streamId, viewerId }) => ({ streamId, userId: viewerId, sessionId: '' }));
    await expect(checkListeners({ repository, askRelationships }, sessions)).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });
});
