import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { exampleStream } from '../../../../tests/example-stream.ts';
import { giftOf } from '../../fixtures/gift-world.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { listStreamGifts } from './list-stream-gifts.ts';

const list = (stream: LiveStream | null) =>
  listStreamGifts(
    {
      caller: ANONYMOUS,
      liveStreams: { load: async () => stream },
      repository: { giftsOfStream: async () => [giftOf({ state: 'PAID' })] },
    },
    { streamId: 'str_1' },
  );

test('the gifts of a stream are for those who may see it', async () => {
  expect((await list(exampleStream())).edges.map(({ node }) => node.id)).toEqual(['sgf_1']);
  await expect(list(null)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
