import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { AT } from '../../../../tests/example-stream.ts';
import { exampleIngest, hashOf, ingestWorld } from '../../fixtures/ingest-world.ts';
import { rotateStreamKey } from './rotate-stream-key.ts';

const INPUT = { streamId: 'str_1' };

test('the host gets a new key, and whoever publishes with the former one is dropped', async () => {
  const world = ingestWorld(exampleIngest('LIVE', { publisher: 'con_1', publishedAt: AT }));
  expect(await rotateStreamKey(world, INPUT)).toMatchObject({
    ok: true,
    value: { streamKey: 'sk_new', publishPath: 'str_1?key=sk_new', url: 'rtmp://server/live' },
  });
  expect(world.memory.ingest).toMatchObject({ streamKeyHash: hashOf('sk_new'), publisher: null });
  expect(world.stateNow()).toBe('RECONNECTING');
  expect(world.provider.dropPublisher).toHaveBeenCalledWith('str_1', 'con_1');
});

test('without a media server there is a new key and no address', async () => {
  const world = ingestWorld(exampleIngest('LIVE'));
  expect(await rotateStreamKey({ ...world, provider: null }, INPUT)).toMatchObject({
    value: { url: null, streamKey: 'sk_new', serverUrls: [] },
  });
});

test.each([
  ['somebody else', 'usr_eve', exampleIngest('LIVE'), INPUT, 'NotPermitted'],
  ['the host of a stream that is over', 'usr_ada', exampleIngest('ENDED'), INPUT, 'StreamEnded'],
  ['somebody who does not see it', 'usr_eve', null, INPUT, 'NotFound'],
  ['no stream', 'usr_ada', exampleIngest('LIVE'), {}, 'InvalidInput'],
])('%s is refused, and the key stays', async (_, viewerId, ingest, input, __typename) => {
  const world = ingestWorld(ingest);
  const caller = { ...ANONYMOUS, viewerId };
  expect(await rotateStreamKey({ ...world, caller }, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.memory.ingest).toEqual(ingest);
});
