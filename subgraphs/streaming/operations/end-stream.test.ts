import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { AT, exampleStream, STREAM_REFUSALS } from '../../../tests/example-stream.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { endStream } from './end-stream.ts';

const LIVE = exampleStream({ peakViewerCount: 3 });

function worldOf(viewerId: string, stream: LiveStream | null, raced = false) {
  const ended: LiveStream = { ...LIVE, state: 'ENDED', endedAt: AT, statusSequence: 2 };
  const store = {
    endStream: jest.fn<StreamingStore['endStream']>(async () => (raced ? null : ended)),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  return {
    store,
    ended,
    caller: { ...ANONYMOUS, viewerId },
    now: () => AT,
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
    expect(world.store.endStream).toHaveBeenCalledWith('str_1', AT, 7);
    expect(world.store.announce).toHaveBeenCalledTimes(1);
    expect(world.streams.announce).toHaveBeenCalledWith({ name: 'streaming.stream-status' }, 'str_1');
    expect(world.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
  });

  test.each([...STREAM_REFUSALS, ['the stream of another host', LIVE, { streamId: 'str_1' }, 'NotPermitted'] as const])(
    'ending %s is refused, and it goes on',
    async (_, stream, input, __typename) => {
      const world = worldOf('usr_eve', stream);
      expect(await endStream(world, input)).toMatchObject({
        ok: false,
        refusal: { __typename, path: ['input', 'streamId'] },
      });
      expect(world.store.endStream).not.toHaveBeenCalled();
    },
  );

  test('ending it again, or twice at once, is no refusal and publishes nothing', async () => {
    const over = worldOf('usr_ada', { ...LIVE, state: 'ENDED', endedAt: AT });
    expect(await endStream(over, { streamId: 'str_1' })).toMatchObject({ ok: true, value: { state: 'ENDED' } });
    expect(over.store.endStream).not.toHaveBeenCalled();

    const raced = worldOf('usr_ada', LIVE, true);
    expect(await endStream(raced, { streamId: 'str_1' })).toMatchObject({ ok: true, value: { state: 'ENDED' } });
    expect(raced.store.announce).not.toHaveBeenCalled();
  });
});
