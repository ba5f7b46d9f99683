import { expect, test } from '@jest/globals';
import { exampleStream } from '../../../../tests/example-stream.ts';
import { ingestWorld } from '../../fixtures/ingest-world.ts';
import { findPlayback } from './find-playback.ts';

const worldOf = (isBanned = false) => ({ ...ingestWorld(null), bannedFrom: { load: async () => isBanned } });
const stream = exampleStream({ ingestProvider: 'nginx-rtmp' });

test.each(['LIVE', 'RECONNECTING'] as const)('a stream that is %s has an address for the viewer', async (state) => {
  expect(await findPlayback(worldOf(), { ...stream, state })).toMatchObject({ url: 'https://video/usr_ada/str_1' });
});

test.each([
  ['one that waits for its packets', { ...stream, state: 'IDLE' } as const],
  ['one that is announced', { ...stream, state: 'SCHEDULED' } as const],
  ['one that is over', { ...stream, state: 'ENDED' } as const],
  ['one whose bytes no server takes', exampleStream()],
  ['one that another server took', { ...stream, ingestProvider: 'livekit' }],
])('%s has none', async (_, other) => {
  expect(await findPlayback(worldOf(), other)).toBeNull();
});

test('there is none for who is banned, nor without a media server', async () => {
  expect(await findPlayback(worldOf(true), stream)).toBeNull();
  expect(await findPlayback({ ...worldOf(), provider: null }, stream)).toBeNull();
});
