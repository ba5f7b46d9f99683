import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { MAX_TITLE_LENGTH, startStream } from './start-stream.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');

function worldOf(current: LiveStream | null = null) {
  const store = {
    addStream: jest.fn<StreamingStore['addStream']>(async ({ streamKeyHash: _, ...draft }) =>
      current === null ? { ...draft, state: 'LIVE', endedAt: null, peakViewerCount: 0, statusSequence: 1 } : null,
    ),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  return {
    store,
    caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
    now: () => NOW,
    ingestUrl: null,
    streams: { announce: jest.fn<StreamingContext['streams']['announce']>(async () => undefined) },
    createStreamKey: () => ({ key: 'sk_secret', hash: 'hashed' }),
    repository: {
      currentStream: async () => current,
      transaction: <T>(work: (inner: typeof store) => Promise<T>) => work(store),
    },
  };
}

describe('startStream', () => {
  test('starts a public stream of the viewer, publishes it, and returns the key whose hash is stored', async () => {
    const world = worldOf();
    const started = await startStream(world, { title: '  Cafe\u0301 ' });
    expect(started).toMatchObject({
      ok: true,
      value: {
        stream: { hostId: 'usr_ada', title: 'Café', visibility: 'PUBLIC', state: 'LIVE', startedAt: NOW },
        ingest: { url: null, streamKey: 'sk_secret' },
      },
    });
    expect(world.store.addStream).toHaveBeenCalledWith(expect.objectContaining({ streamKeyHash: 'hashed' }));
    expect(world.store.announce).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'streaming.stream-started', notifies: true }),
      expect.objectContaining({ hostId: 'usr_ada', title: 'Café', at: NOW.toISOString() }),
      NOW,
    );
    expect(world.streams.announce).toHaveBeenCalledWith({ name: 'streaming.streams-started' }, 'all');
  });

  test('a title is measured in code points', async () => {
    expect(await startStream(worldOf(), { title: '😀'.repeat(MAX_TITLE_LENGTH) })).toMatchObject({ ok: true });
  });

  test.each([
    ['a blank title', { title: ' ' }, 'title'],
    ['an overlong title', { title: 'x'.repeat(MAX_TITLE_LENGTH + 1) }, 'title'],
    ['an overlong title of emoji', { title: '😀'.repeat(MAX_TITLE_LENGTH + 1) }, 'title'],
    ['a title with NUL', { title: 'a\u0000b' }, 'title'],
    ['a title of which nobody sees anything', { title: '\u200b' }, 'title'],
    ['a title of two lines', { title: 'a\u2028b' }, 'title'],
    ['a title that turns the line around', { title: '\u202eevil' }, 'title'],
    ['a visibility of another kind', { title: 'ok', visibility: 'SECRET' }, 'visibility'],
  ])('%s is refused, and nothing begins', async (_, input, name) => {
    const world = worldOf();
    expect(await startStream(world, input)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidInput', path: ['input', name] },
    });
    expect(world.store.addStream).not.toHaveBeenCalled();
  });

  test('a host who is live is refused with the current stream, and nothing is published', async () => {
    const current: LiveStream = {
      id: 'str_1',
      hostId: 'usr_ada',
      title: 'first',
      visibility: 'PUBLIC',
      state: 'LIVE',
      startedAt: NOW,
      endedAt: null,
      peakViewerCount: 0,
      statusSequence: 1,
    };
    const world = worldOf(current);
    expect(await startStream(world, { title: 'second' })).toMatchObject({
      ok: false,
      refusal: { __typename: 'AlreadyLive', stream: current },
    });
    expect(world.store.announce).not.toHaveBeenCalled();
  });

  test('a visitor is sent to sign in', async () => {
    await expect(startStream({ ...worldOf(), caller: ANONYMOUS }, { title: 'x' })).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});
