import { expect, jest, test } from '@jest/globals';
import { exampleStream, STREAM_REFUSALS } from '../../../tests/example-stream.ts';
import type { LiveStream } from '../repository/streams.ts';
import { findStream } from './find-stream.ts';

const worldOf = (stream: LiveStream | null) => ({ liveStreams: { load: jest.fn(async (_id: string) => stream) } });

test('the stream that the input names is found as the viewer may see it', async () => {
  const world = worldOf(exampleStream());

  expect(await findStream(world, { streamId: 'str_1' })).toEqual({ ok: true, value: exampleStream() });
  expect(world.liveStreams.load).toHaveBeenCalledWith('str_1');
});

test.each(STREAM_REFUSALS)('%s is refused', async (_, stream, input, __typename) => {
  expect(await findStream(worldOf(stream), input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'streamId'] },
  });
});
