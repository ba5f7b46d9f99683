import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { endStream } from './end-stream.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const LIVE: LiveStream = {
  id: 'str_1',
  hostId: 'usr_ada',
  title: 'A title',
  visibility: 'PUBLIC',
  state: 'LIVE',
  startedAt: NOW,
  endedAt: null,
  peakViewerCount: 3,
  statusSequence: 1,
};

function worldOf(viewerId: string, stream: LiveStream | null, raced = false) {
  const ended: LiveStream = { ...LIVE, state: 'ENDED', endedAt: NOW, statusSequence: 2 };
  const store = {
    endStream: jest.fn<StreamingStore['endStream']>(async () => (raced ? null : ended)),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  return {
    store,
    ended,
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    liveStreams: { load: async () => stream },
    viewerCounts: { load: async () => 7 },
    repository: { transaction: <T>(work: (inner: typeof store) => Promise<T>) => work(store) },
    signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => undefined) },
    streams: { announce: jest.fn<StreamingContext['streams']['announce']>(async () => undefined) },
  };
}

describe('endStream', () => {
  test('ends it with the final number of viewers, publishes it once and notifies every listener', async () => {
    const world = worldOf('usr_ada', LIVE);
    expect(await endStream(world, { streamId: 'str_1' })).toEqual({ ok: true, value: world.ended });
    expect(world.store.endStream).toHaveBeenCalledWith('str_1', NOW, 7);
    expect(world.store.announce).toHaveBeenCalledTimes(1);
    expect(world.streams.announce).toHaveBeenCalledWith({ name: 'streaming.stream-status' }, 'str_1');
    expect(world.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
  });

  test.each([
    ['a stranger to a hidden stream', 'usr_eve', null, 'NotFound'],
    ['someone else than its host', 'usr_eve', LIVE, 'NotPermitted'],
  ])('%s is refused, and it goes on', async (_, viewerId, stream, __typename) => {
    const world = worldOf(viewerId, stream);
    expect(await endStream(world, { streamId: 'str_1' })).toMatchObject({ ok: false, refusal: { __typename } });
    expect(world.store.endStream).not.toHaveBeenCalled();
  });

  test('ending it again, or twice at once, is no refusal and publishes nothing', async () => {
    const over = worldOf('usr_ada', { ...LIVE, state: 'ENDED', endedAt: NOW });
    expect(await endStream(over, { streamId: 'str_1' })).toMatchObject({ ok: true, value: { state: 'ENDED' } });
    expect(over.store.endStream).not.toHaveBeenCalled();

    const raced = worldOf('usr_ada', LIVE, true);
    expect(await endStream(raced, { streamId: 'str_1' })).toMatchObject({ ok: true, value: { state: 'ENDED' } });
    expect(raced.store.announce).not.toHaveBeenCalled();
  });
});
