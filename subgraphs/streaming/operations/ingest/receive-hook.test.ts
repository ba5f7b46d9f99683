import { expect, test } from '@jest/globals';
import { AT } from '../../../../tests/example-stream.ts';
import { exampleIngest, ingestWorld } from '../../fixtures/ingest-world.ts';
import { receiveHook } from './receive-hook.ts';

const PUBLISH = {
  kind: 'publish',
  streamId: 'str_1',
  publisher: 'con_1',
  streamKey: 'sk_ada',
  isRecorded: false,
} as const;
const END = { kind: 'end', streamId: 'str_1', publisher: 'con_1' } as const;

test('the host’s encoder is admitted, again too, and the stream is live only once packets arrive', async () => {
  const world = ingestWorld(exampleIngest('IDLE'));
  expect(await receiveHook(world, world.provider, PUBLISH)).toBe(true);
  expect(await receiveHook(world, world.provider, PUBLISH)).toBe(true);
  expect(world.memory.ingest).toMatchObject({ publisher: 'con_1', publishedAt: AT });
  expect([world.stateNow(), world.events]).toEqual(['IDLE', []]);
});

test.each([
  ['a wrong key', exampleIngest('IDLE'), { streamKey: 'sk_eve' }],
  ['no key', exampleIngest('IDLE'), { streamKey: '' }],
  ['a stream that is over', exampleIngest('ENDED', { expiresAt: null }), {}],
  ['another stream', exampleIngest('IDLE'), { streamId: 'str_2' }],
  ['a stream of another server', exampleIngest('IDLE', { provider: 'livekit' }), {}],
  ['a recording that the host has not asked for', exampleIngest('IDLE'), { isRecorded: true }],
  ['a second connection', exampleIngest('LIVE', { publisher: 'con_0', publishedAt: AT }), {}],
])('%s is refused, and nothing changes', async (_, ingest, more) => {
  const world = ingestWorld(ingest);
  expect(await receiveHook(world, world.provider, { ...PUBLISH, ...more })).toBe(false);
  expect(world.memory.ingest).toEqual(ingest);
  expect(world.provider.dropPublisher).not.toHaveBeenCalled();
});

test('where the response refuses nobody, the connection is dropped', async () => {
  const world = ingestWorld(exampleIngest('IDLE'));
  const provider = { ...world.provider, waitsForAdmission: false };
  expect(await receiveHook(world, provider, { ...PUBLISH, streamKey: 'sk_eve' })).toBe(false);
  expect(world.provider.dropPublisher).toHaveBeenCalledWith('str_1', 'con_1');
});

test('the end of the connection interrupts a live stream for half a minute, once', async () => {
  const world = ingestWorld(exampleIngest('LIVE', { publisher: 'con_1', publishedAt: AT }));
  for (let times = 0; times < 3; times += 1) expect(await receiveHook(world, world.provider, END)).toBe(true);
  expect(world.stateNow()).toBe('RECONNECTING');
  expect(world.memory.ingest).toMatchObject({ publisher: null, expiresAt: new Date(AT.getTime() + 30_000) });
  expect(world.events).toEqual(['interrupted']);
});

test.each([
  ['an end of a former connection', END],
  ['an end of another stream', { ...END, streamId: 'str_2' }],
  ['something else', { kind: 'other' } as const],
])('%s changes nothing', async (_, hook) => {
  const ingest = exampleIngest('LIVE', { publisher: 'con_2', publishedAt: AT });
  const world = ingestWorld(ingest);
  expect(await receiveHook(world, world.provider, hook)).toBe(true);
  expect(world.memory.ingest).toEqual(ingest);
});

test('a connection goes on only while it is the one that was admitted', async () => {
  const world = ingestWorld(exampleIngest('LIVE', { publisher: 'con_1', publishedAt: AT }));
  const update = { kind: 'update', streamId: 'str_1', publisher: 'con_1' } as const;
  expect(await receiveHook(world, world.provider, update)).toBe(true);
  expect(await receiveHook(world, world.provider, { ...update, publisher: 'con_2' })).toBe(false);
  expect(await receiveHook(world, world.provider, { ...update, streamId: 'str_2' })).toBe(false);
});
