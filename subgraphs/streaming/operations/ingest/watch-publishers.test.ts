import { expect, test } from '@jest/globals';
import { AT } from '../../../../tests/example-stream.ts';
import { exampleIngest, exampleReport, ingestWorld } from '../../fixtures/ingest-world.ts';
import { watchPublishers } from './watch-publishers.ts';

const PUBLISHED = { publisher: 'con_1', publishedAt: AT };

test('the first packets bring a stream on air, once, and those after them are measured', async () => {
  const world = ingestWorld(exampleIngest('IDLE', PUBLISHED), [exampleReport()]);
  await watchPublishers(world);
  expect(world.stateNow()).toBe('LIVE');
  expect(world.memory.ingest).toMatchObject({ expiresAt: null, lastPacketAt: AT, health: { framesPerSecond: 25 } });
  world.pass(1);
  world.memory.reports = [exampleReport({ receivedBytes: 251_000 })];
  await watchPublishers(world);
  expect(world.events).toEqual(['started']);
  expect(world.memory.ingest?.receivedBytes).toBe(251_000);
  expect(world.signals.notify).toHaveBeenLastCalledWith('streaming.health:str_1');
});

test('a stream that is to be recorded gets a recording when it begins', async () => {
  const ingest = exampleIngest('IDLE', PUBLISHED);
  const world = ingestWorld({ ...ingest, stream: { ...ingest.stream, isRecorded: true } }, [exampleReport()]);
  await watchPublishers(world);
  expect(world.store.addRecording).toHaveBeenCalledWith(expect.stringMatching(/^rec_/), 'str_1', AT);
});

test('a connection without packets brings nothing on air', async () => {
  const world = ingestWorld(exampleIngest('IDLE', PUBLISHED), [exampleReport({ receivedBytes: 0 })]);
  await watchPublishers(world);
  expect([world.stateNow(), world.events]).toEqual(['IDLE', []]);
});

test('a stream whose encoder is back goes on', async () => {
  const world = ingestWorld(exampleIngest('RECONNECTING', PUBLISHED), [exampleReport()]);
  await watchPublishers(world);
  expect([world.stateNow(), world.events]).toEqual(['LIVE', ['resumed']]);
});

test('a connection that the server does not know is gone, but not one that was admitted just now', async () => {
  const world = ingestWorld(exampleIngest('LIVE', PUBLISHED), []);
  world.pass(1);
  await watchPublishers(world);
  expect(world.stateNow()).toBe('LIVE');
  world.pass(4);
  await watchPublishers(world);
  expect([world.stateNow(), world.events]).toEqual(['RECONNECTING', ['interrupted']]);
});

test.each([
  ['a connection without new packets', [exampleReport({ receivedBytes: 0 })], 1],
  ['a server that cannot be asked', new Error('gone'), 0],
])('%s interrupts the stream after ten seconds', async (_, reports, dropped) => {
  const world = ingestWorld(exampleIngest('LIVE', { ...PUBLISHED, lastPacketAt: AT }), reports);
  world.pass(9);
  await watchPublishers(world);
  expect(world.stateNow()).toBe('LIVE');
  world.pass(2);
  await watchPublishers(world);
  expect(world.stateNow()).toBe('RECONNECTING');
  expect(world.provider.dropPublisher).toHaveBeenCalledTimes(dropped);
});

test('whoever publishes a stream that has ended is dropped at once, a stranger when found twice', async () => {
  const over = ingestWorld(exampleIngest('ENDED'), [exampleReport()]);
  await watchPublishers(over);
  expect(over.provider.dropPublisher).toHaveBeenCalledWith('str_1', 'con_1');

  const world = ingestWorld(exampleIngest('IDLE'), [exampleReport()]);
  await watchPublishers(world);
  expect(world.provider.dropPublisher).not.toHaveBeenCalled();
  await watchPublishers(world);
  expect(world.provider.dropPublisher).toHaveBeenCalledTimes(1);
  expect(world.stateNow()).toBe('IDLE');
});
