import { expect, jest, test } from '@jest/globals';
import { AT, exampleStream } from '../../../tests/example-stream.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { eraseUser } from './erase-user.ts';

function worldOf(current: LiveStream | null, areStreamsErased = true, scheduled: string[] = []) {
  return {
    needs: {
      now: () => AT,
      signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => undefined) },
      streams: { announce: jest.fn<StreamingContext['streams']['announce']>(async () => undefined) },
    },
    store: {
      currentStream: jest.fn<StreamingStore['currentStream']>(async () => current),
      endStream: jest.fn<StreamingStore['endStream']>(async () => null),
      announce: jest.fn<StreamingStore['announce']>(async () => undefined),
      scheduledOf: jest.fn<StreamingStore['scheduledOf']>(async () => scheduled),
      eraseGifts: jest.fn<StreamingStore['eraseGifts']>(async () => true),
      eraseRecordings: jest.fn<StreamingStore['eraseRecordings']>(async () => undefined),
      eraseStreams: jest.fn<StreamingStore['eraseStreams']>(async () => areStreamsErased),
      eraseTitlesInEvents: jest.fn<StreamingStore['eraseTitlesInEvents']>(async () => undefined),
    },
  };
}

test('the stream of a person who is live is ended first, and listeners are signalled after the commit', async () => {
  const { needs, store } = worldOf(exampleStream());

  const step = await eraseUser(needs, store, 'usr_ada');

  expect(step.isComplete).toBe(false);
  expect(store.endStream).toHaveBeenCalledWith('str_1', AT, 0, 'ACCOUNT_DELETED');
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.stream-ended' }),
    { streamId: 'str_1', hostId: 'usr_ada', at: AT.toISOString() },
    AT,
  );
  expect(store.eraseStreams).not.toHaveBeenCalled();
  expect(needs.signals.notify).not.toHaveBeenCalled();

  await step.afterCommit?.();
  expect(needs.streams.announce).toHaveBeenCalledWith({ name: 'streaming.stream-status' }, 'str_1');
  expect(needs.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
});

test.each([true, false])('is complete once all streams are erased: %s', async (areStreamsErased) => {
  const { needs, store } = worldOf(null, areStreamsErased);

  expect(await eraseUser(needs, store, 'usr_ada')).toEqual({ isComplete: areStreamsErased });
  for (const erase of [store.eraseStreams, store.eraseGifts, store.eraseRecordings, store.eraseTitlesInEvents])
    expect(erase).toHaveBeenCalledWith('usr_ada');
  expect(store.announce).not.toHaveBeenCalled();
});

test('what the person has announced is taken back', async () => {
  const { needs, store } = worldOf(null, true, ['str_2', 'str_3']);
  await eraseUser(needs, store, 'usr_ada');
  expect(store.endStream.mock.calls).toEqual([
    ['str_2', AT, 0],
    ['str_3', AT, 0],
  ]);
});
