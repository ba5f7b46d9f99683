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

/** Listens to a topic, and records what it receives. */
function hear(topic: string, on = signals) {
  const received: unknown[] = [];
  const unsubscribe = on.on(topic, (payload) => received.push(payload));
  return {
    received,
    unsubscribe,
    begun: () => eventually(() => received.includes(null), `the first null of ${topic}`),
  };
}

const channels = (): Promise<string[]> => theirs.commands.pubsub('CHANNELS').then((names) => names.map(String));
const connected = () => eventually(() => theirs.commands.status === 'ready', 'the connection');
const published = () =>
  eventually(() => theirs.pubsub.getPublisher().status === 'ready', 'the publisher of the other process');

test('a listener gets null when listening has begun, and then each signal of another process, in order', async () => {
  const { received, begun } = hear('t');
  await begun();
  await published();

  await other.notify('t', { at: 1 });
  await other.notify('t', { at: 2 });
  await other.notify('t');
  await other.notify('elsewhere', { at: 9 });

  const signalsReceived = () => received.filter((payload) => payload !== null);
  await eventually(() => signalsReceived().length === 3, 'three signals');
  expect(signalsReceived()).toEqual([{ at: 1 }, { at: 2 }, {}]);
  // Once at least: the connection may have been made anew meanwhile.
  expect(received[0]).toBeNull();
});

test('many listeners share one subscription, late ones hear null as well, and the last to leave ends it', async () => {
  await connected();
  const first = hear('shared');
  await first.begun();
  const late = hear('shared');
  await late.begun();
  const twice = hear('shared');
  expect(first.received).toEqual([null]);
  expect(await theirs.commands.pubsub('NUMSUB', 'shared')).toEqual(['shared', 1]);

  first.unsubscribe();
  first.unsubscribe();
  await published();
  await other.notify('shared', 'news');
  await eventually(() => late.received.includes('news') && twice.received.includes('news'), 'the signal');
  expect(first.received).toEqual([null]);

  late.unsubscribe();
  twice.unsubscribe();
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
  const { received, begun } = hear('fragile', watched);
  await begun();
  await published();
  await other.notify('fragile', 'news');
  await eventually(() => received.includes('news'), 'the signal');
  // Its first `null`, the news, and another `null` for each reconnection that ends meanwhile.
  expect(calls).toBeGreaterThanOrEqual(2);
  expect(errors).toHaveLength(calls);
  watched.close();
});

test('closing and opening a topic at once keeps it open', async () => {
  await connected();
  await published();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    hear('flip').unsubscribe();
    const { received, begun, unsubscribe } = hear('flip');
    if (attempt % 2 === 0) await begun();
    if (attempt % 3 === 0) {
      await begun();
      await other.notify('flip', attempt);
      await eventually(() => received.includes(attempt), `signal ${attempt}`);
    }
    unsubscribe();
  }
  await eventually(async () => (await channels()).length === 0, 'the end of the subscription');
});

describe('while Redis is dead', () => {
  beforeEach(async () => {
    await Promise.all([connected(), published()]);
  });

  test('listening opens and closes, notifying resolves; afterwards each listener gets null and then signals', async () => {
    const before = hear('before');
    const left = hear('left');
    await Promise.all([before.begun(), left.begun()]);

    await server.kill();
    await eventually(() => ours.subscriber.status !== 'ready', 'the loss of the connection');
    left.unsubscribe();
    hear('flicker').unsubscribe();
    hear('before').unsubscribe();
    const during = hear('during');
    await expect(signals.notify('before', 1)).resolves.toBeUndefined();
    expect(during.received).toEqual([]);
    before.received.length = 0;

    await server.revive();
    await Promise.all([before.begun(), during.begun(), published()]);
    await other.notify('before', 'a');
    await other.notify('during', 'b');
    await eventually(
      () => before.received.includes('a') && during.received.includes('b'),
      'signals after the reconnection',
    );
    expect(left.received).toEqual([null]);
    expect((await channels()).toSorted()).toEqual(['before', 'during']);
  });

  test('a process may close with listeners that Redis never confirmed', async () => {
    await server.kill();
    await eventually(() => ours.subscriber.status !== 'ready', 'the loss of the connection');
    hear('never').unsubscribe();
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
  const { received, begun } = hear('t', fake);
  await begun();
  subscriber.emit('ready');
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toEqual([null]);
  for (const confirm of confirmations) confirm();
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toEqual([null, null]);
});
