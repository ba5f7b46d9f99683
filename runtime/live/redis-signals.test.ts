import { EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import type { EmbeddedRedis } from '../embedded/redis.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import { createSignals } from './redis-signals.ts';

const silent = pino({ level: 'silent' });
let server: EmbeddedRedis;
let ours: RedisConnections;
let theirs: RedisConnections;
let signals: ReturnType<typeof createSignals>;
let other: ReturnType<typeof createSignals>;

// Jest fails the test in which a rejection goes unhandled, so none of them says so.
beforeAll(async () => {
  server = await privateRedis();
});

afterAll(() => server.stop());

beforeEach(() => {
  ours = openRedis(server.url, silent);
  theirs = openRedis(server.url, silent);
  signals = createSignals(ours);
  other = createSignals(theirs);
});

afterEach(async () => {
  signals.close();
  other.close();
  await Promise.all([ours.close(), theirs.close()]);
  // Rejections are reported once the queue of promises has run empty.
  await new Promise((resolve) => setImmediate(resolve));
});

/** Listens, and keeps what it heard. */
function hear(topic: string, on = signals) {
  const heard: unknown[] = [];
  const unlisten = on.on(topic, (payload) => heard.push(payload));
  return { heard, unlisten, begun: () => eventually(() => heard.includes(null), `the first null of ${topic}`) };
}

const channels = (): Promise<string[]> => theirs.commands.pubsub('CHANNELS').then((names) => names.map(String));
const connected = () => eventually(() => theirs.commands.status === 'ready', 'the connection');
const published = () =>
  eventually(() => theirs.pubsub.getPublisher().status === 'ready', 'the publisher of the other process');

test('a listener hears null when listening has begun, and then each ring of another process, in order', async () => {
  const { heard, begun } = hear('t');
  await begun();
  await published();

  await other.notify('t', { at: 1 });
  await other.notify('t', { at: 2 });
  await other.notify('t');
  await other.notify('elsewhere', { at: 9 });

  const rings = () => heard.filter((payload) => payload !== null);
  await eventually(() => rings().length === 3, 'three rings');
  expect(rings()).toEqual([{ at: 1 }, { at: 2 }, {}]);
  // Once at least: the connection may have been made anew meanwhile.
  expect(heard[0]).toBeNull();
});

test('many listeners share one subscription, late ones hear null as well, and the last to leave ends it', async () => {
  await connected();
  const first = hear('shared');
  await first.begun();
  const late = hear('shared');
  await late.begun();
  const twice = hear('shared');
  expect(first.heard).toEqual([null]);
  expect(await theirs.commands.pubsub('NUMSUB', 'shared')).toEqual(['shared', 1]);

  first.unlisten();
  first.unlisten();
  await published();
  await other.notify('shared', 'news');
  await eventually(() => late.heard.includes('news') && twice.heard.includes('news'), 'the ring');
  expect(first.heard).toEqual([null]);

  late.unlisten();
  twice.unlisten();
  await eventually(async () => (await channels()).length === 0, 'the end of the subscription');
});

test('a listener that fails silences nobody and does not end the process', async () => {
  const errors: unknown[] = [];
  const watched = createSignals(ours, { error: (line: unknown) => void errors.push(line) });
  let calls = 0;
  watched.on('fragile', () => {
    calls += 1;
    throw new Error('a listener that is broken');
  });
  const { heard, begun } = hear('fragile', watched);
  await begun();
  await published();
  await other.notify('fragile', 'news');
  await eventually(() => heard.includes('news'), 'the ring');
  // Its first `null`, the news, and another `null` for each reconnection that ends meanwhile.
  expect(calls).toBeGreaterThanOrEqual(2);
  expect(errors).toHaveLength(calls);
  watched.close();
});

test('closing and opening a topic at once keeps it open', async () => {
  await connected();
  await published();
  for (let round = 0; round < 20; round += 1) {
    hear('flip').unlisten();
    const { heard, begun, unlisten } = hear('flip');
    if (round % 2 === 0) await begun();
    if (round % 3 === 0) {
      await begun();
      await other.notify('flip', round);
      await eventually(() => heard.includes(round), `ring ${round}`);
    }
    unlisten();
  }
  await eventually(async () => (await channels()).length === 0, 'the end of the subscription');
});

describe('while Redis is dead', () => {
  beforeEach(async () => {
    await Promise.all([connected(), published()]);
  });

  test('listening opens and closes, ringing resolves; back again, each listener hears null and then rings', async () => {
    const before = hear('before');
    const left = hear('left');
    await Promise.all([before.begun(), left.begun()]);

    await server.kill();
    await eventually(() => ours.subscriber.status !== 'ready', 'the loss of the connection');
    left.unlisten();
    hear('flicker').unlisten();
    hear('before').unlisten();
    const during = hear('during');
    await expect(signals.notify('before', 1)).resolves.toBeUndefined();
    expect(during.heard).toEqual([]);
    before.heard.length = 0;

    await server.revive();
    await Promise.all([before.begun(), during.begun(), published()]);
    await other.notify('before', 'a');
    await other.notify('during', 'b');
    await eventually(() => before.heard.includes('a') && during.heard.includes('b'), 'rings after the return');
    expect(left.heard).toEqual([null]);
    expect((await channels()).toSorted()).toEqual(['before', 'during']);
  });

  test('a process may close with listeners that Redis never confirmed', async () => {
    await server.kill();
    await eventually(() => ours.subscriber.status !== 'ready', 'the loss of the connection');
    hear('never').unlisten();
    hear('never again');
    hear('never again');
    signals.close();
    await ours.close();
    await server.revive();
  });
});

test('the null of a reconnection waits until Redis has confirmed: a ring after it is never lost', async () => {
  const subscriber = new EventEmitter();
  const confirmations: (() => void)[] = [];
  const subscribe = () => new Promise<void>((resolve) => confirmations.push(resolve));
  const fake = createSignals({
    pubsub: { subscribe: async () => 1, unsubscribe: () => undefined },
    subscriber: Object.assign(subscriber, { subscribe }),
  } as unknown as RedisConnections);
  const { heard, begun } = hear('t', fake);
  await begun();
  subscriber.emit('ready');
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual([null]);
  for (const confirm of confirmations) confirm();
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual([null, null]);
});
