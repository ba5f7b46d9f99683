import { expect, test } from '@jest/globals';
import { exampleStream } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { startScheduledStream } from './start-scheduled-stream.ts';

const INPUT = { streamId: 'str_1' };
const scheduled = exampleStream({ state: 'SCHEDULED' });

test('an announced stream goes on air with a new key', async () => {
  const { context, store } = createAuthorityWorld({ stream: scheduled });
  expect(await startScheduledStream(context, INPUT)).toMatchObject({
    value: { stream: { state: 'LIVE' }, ingest: { url: null, streamKey: 'sk_secret' } },
  });
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.stream-started' }),
    expect.objectContaining({ streamId: 'str_1', hostId: 'usr_ada' }),
    expect.anything(),
  );
});

test('a host who is on air is refused with that stream', async () => {
  const { context, store } = createAuthorityWorld({ stream: scheduled });
  store.beginScheduled.mockRejectedValue(Object.assign(new Error('unique'), { code: 'P2002' }));
  expect(await startScheduledStream(context, INPUT)).toMatchObject({
    refusal: { __typename: 'AlreadyLive', stream: { id: 'str_2' } },
  });
});

test.each([
  ['a stream on air', {}, 'InvalidState'],
  ['a stream of somebody else', { viewerId: 'usr_bob', stream: scheduled }, 'NotPermitted'],
  ['a hidden stream', { stream: null }, 'NotFound'],
])('%s is refused', async (_, options, __typename) => {
  const { context, store } = createAuthorityWorld(options);
  expect(await startScheduledStream(context, INPUT)).toMatchObject({ refusal: { __typename } });
  expect(store.announce).not.toHaveBeenCalled();
});
