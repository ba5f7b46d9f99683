import { expect, jest, test } from '@jest/globals';
import { AT, exampleStream } from '../../../tests/example-stream.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { eraseUser } from './erase-user.ts';

function worldOf(current: LiveStream | null, [streams, friendships] = [true, true]) {
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
      eraseStreams: jest.fn<StreamingStore['eraseStreams']>(async () => streams ?? true),
      eraseFriendships: jest.fn<StreamingStore['eraseFriendships']>(async () => friendships ?? true),
      eraseTitlesInEvents: jest.fn<StreamingStore['eraseTitlesInEvents']>(async () => undefined),
    },
  };
}

test('the stream of a person who is live is ended first, and listeners are signalled after the commit', async () => {
  const { needs, store } = worldOf(exampleStream());

  const step = await eraseUser(needs, store, 'usr_ada');

  expect(step.isComplete).toBe(false);
  expect(store.endStream).toHaveBeenCalledWith('str_1', AT, 0);
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

test.each([
  ['streams and friendships', true, true, true],
  ['only friendships', false, true, false],
  ['only streams', true, false, false],
])('when %s are erased entirely: complete %s %s %s', async (_, streams, friendships, isComplete) => {
  const { needs, store } = worldOf(null, [streams, friendships]);

  expect(await eraseUser(needs, store, 'usr_ada')).toEqual({ isComplete });
  for (const erase of [store.eraseStreams, store.eraseFriendships, store.eraseTitlesInEvents])
    expect(erase).toHaveBeenCalledWith('usr_ada');
  expect(store.announce).not.toHaveBeenCalled();
});
