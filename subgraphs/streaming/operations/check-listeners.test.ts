import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import type { AccessQuery, LiveStream, StreamWithAccess } from '../repository/streams.ts';
import { checkListeners, visibleStreams } from './check-listeners.ts';
import { type Relationship, readStream } from './read-stream.ts';

const ID = 'str_01970000-0000-7000-8000-000000000000';
const STREAM: LiveStream = {
  id: ID,
  hostId: 'usr_host',
  title: 'A title',
  visibility: 'FRIENDS',
  state: 'LIVE',
  startedAt: new Date(0),
  endedAt: null,
  peakViewerCount: 0,
  statusSequence: 1,
};
const NOBODY: Relationship = { areFriends: false, blocked: false };
const FRIEND: Relationship = { areFriends: true, blocked: false };
const BLOCKED: Relationship = { areFriends: false, blocked: true };

describe('readStream', () => {
  const read = (row: StreamWithAccess | null, relationship: Relationship, viewerId: string | null = 'usr_bob') => {
    const relationships = { load: jest.fn(async () => relationship) };
    const streamsWithAccess = { load: async () => row };
    const needs = { caller: { ...ANONYMOUS, viewerId }, streamsWithAccess, relationships };
    return { relationships, answer: (id = ID) => readStream(needs, id) };
  };

  test('a stream that the local copy allows is returned without a call', async () => {
    const { relationships, answer } = read({ stream: STREAM, access: 'VISIBLE' }, BLOCKED);
    expect(await answer()).toBe(STREAM);
    expect(relationships.load).not.toHaveBeenCalled();
  });

  test.each([
    ['NOT_A_FRIEND', 'FRIENDS', FRIEND, true],
    ['NOT_A_FRIEND', 'FRIENDS', NOBODY, false],
    ['BLOCKED', 'PUBLIC', NOBODY, true],
    ['BLOCKED', 'PUBLIC', BLOCKED, false],
    ['BLOCKED', 'FRIENDS', NOBODY, false],
  ] as const)('%s of a stream for %s, when friends says %j: seen %s', async (access, visibility, relation, seen) => {
    const stream = { ...STREAM, visibility };
    expect(await read({ stream, access }, relation).answer()).toBe(seen ? stream : null);
  });

  test('a visitor, an unknown id and text that is no id get nothing, without a call', async () => {
    const visitor = read({ stream: STREAM, access: 'NOT_A_FRIEND' }, FRIEND, null);
    expect(await visitor.answer()).toBeNull();
    expect(visitor.relationships.load).not.toHaveBeenCalled();
    expect(await read(null, FRIEND).answer()).toBeNull();
    expect(await read({ stream: STREAM, access: 'VISIBLE' }, FRIEND).answer('str_\u0000')).toBeNull();
  });
});

describe('visibleStreams', () => {
  const queries: AccessQuery[] = ['usr_a', 'usr_b', 'usr_c', ''].map((viewerId) => ({ streamId: ID, viewerId }));
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
