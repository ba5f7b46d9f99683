import { expect, test } from '@jest/globals';
import { exampleIngest, ingestWorld } from '../../fixtures/ingest-world.ts';
import { expireStreams } from './expire-streams.ts';

test.each(['IDLE', 'RECONNECTING'] as const)('a stream that is %s ends when its time is over, once', async (state) => {
  const world = ingestWorld(exampleIngest(state));
  world.pass(59);
  await expireStreams(world);
  expect(world.stateNow()).toBe(state);
  world.pass(1);
  await expireStreams(world);
  await expireStreams(world);
  expect([world.stateNow(), world.events]).toEqual(['ENDED', ['ended']]);
  expect(world.streams.announce).toHaveBeenCalledWith({ name: 'streaming.stream-status' }, 'str_1');
});

test('a stream whose packets arrived meanwhile goes on', async () => {
  const world = ingestWorld(exampleIngest('LIVE'));
  const repository = { ...world.repository, expiredIngests: async () => ['str_1'] };
  await expireStreams({ ...world, repository });
  expect([world.stateNow(), world.events]).toEqual(['LIVE', []]);
});
