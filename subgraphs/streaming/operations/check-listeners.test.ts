import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import type { Glance, LiveStream, LocatedStream } from '../repository/streams.ts';
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
  const read = (located: LocatedStream | null, relationship: Relationship, viewerId: string | null = 'usr_bob') => {
    const relationships = { load: jest.fn(async () => relationship) };
    const needs = { caller: { ...ANONYMOUS, viewerId }, located: { load: async () => located }, relationships };
    return { relationships, answer: (id = ID) => readStream(needs, id) };
  };

  test('what the copy shows is shown without asking', async () => {
    const { relationships, answer } = read({ stream: STREAM, standing: 'VISIBLE' }, BLOCKED);
    expect(await answer()).toBe(STREAM);
    expect(relationships.load).not.toHaveBeenCalled();
  });

  test.each([
    ['NOT_A_FRIEND', 'FRIENDS', FRIEND, true],
    ['NOT_A_FRIEND', 'FRIENDS', NOBODY, false],
    ['BLOCKED', 'PUBLIC', NOBODY, true],
    ['BLOCKED', 'PUBLIC', BLOCKED, false],
    ['BLOCKED', 'FRIENDS', NOBODY, false],
  ] as const)('%s of a stream for %s, when friends says %j: seen %s', async (standing, visibility, relation, seen) => {
    const stream = { ...STREAM, visibility };
    expect(await read({ stream, standing }, relation).answer()).toBe(seen ? stream : null);
  });

  test('a visitor, an unknown id and text that is no id get nothing, and nobody is asked', async () => {
    const visitor = read({ stream: STREAM, standing: 'NOT_A_FRIEND' }, FRIEND, null);
    expect(await visitor.answer()).toBeNull();
    expect(visitor.relationships.load).not.toHaveBeenCalled();
    expect(await read(null, FRIEND).answer()).toBeNull();
    expect(await read({ stream: STREAM, standing: 'VISIBLE' }, FRIEND).answer('str_\u0000')).toBeNull();
  });
});

describe('visibleStreams', () => {
  const glances: Glance[] = ['usr_a', 'usr_b', 'usr_c', ''].map((viewerId) => ({ streamId: ID, viewerId }));
  const repository = {
    locateStreams: async (asked: readonly Glance[]): Promise<LocatedStream[]> =>
      asked.map(({ viewerId }) => ({ stream: STREAM, standing: viewerId === 'usr_a' ? 'VISIBLE' : 'NOT_A_FRIEND' })),
    heldSeats: async (seats: readonly unknown[]) => seats.map(() => null),
  };

  test('asks once a host, and only of those whom the copy denies', async () => {
    const askRelationships = jest.fn(async () => [NOBODY, FRIEND]);
    const seen = await visibleStreams({ repository, askRelationships }, glances);
    expect(seen).toEqual([STREAM, null, STREAM, null]);
    expect(askRelationships.mock.calls).toEqual([['usr_host', ['usr_b', 'usr_c']]]);
  });

  test('when friends cannot be asked nobody is judged', async () => {
    const askRelationships = async () => {
      throw fault('UNAVAILABLE', 'away');
    };
    const seats = glances.map(({ streamId, viewerId }) => ({ streamId, userId: viewerId, sessionId: '' }));
    await expect(checkListeners({ repository, askRelationships }, seats)).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });
});
