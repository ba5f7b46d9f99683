import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { type FaultProxy, openFaultProxy } from '../../tests/fault-proxy.ts';
import type { EmbeddedRedis } from '../embedded/redis.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import { createSignals, type RedisSignals } from './redis-signals.ts';
import { type SignalHealth, watchSignals } from './signal-health.ts';

const silent = pino({ level: 'silent' });
let server: EmbeddedRedis;
let proxy: FaultProxy;
/** A process whose connection to Redis goes through the proxy, and one without the proxy. */
let redis: RedisConnections;
let directRedis: RedisConnections;
let signals: RedisSignals;
let other: RedisSignals;
let health: SignalHealth;

beforeAll(async () => {
  server = await privateRedis();
});
afterAll(() => server.stop());

beforeEach(async () => {
  proxy = await openFaultProxy(server.url);
  redis = openRedis(proxy.url, silent);
  directRedis = openRedis(server.url, silent);
  signals = createSignals(redis);
  other = createSignals(directRedis);
  health = watchSignals(redis, { onReturn: signals.resync });
  await eventually(health.isConnected, 'signals to come');
});
afterEach(async () => {
  health.close();
  signals.close();
  other.close();
  await Promise.all([redis.close(), directRedis.close()]);
  await proxy.close();
});

const isReceived = async (received: readonly unknown[], payload: string): Promise<boolean> => {
  await other.notify('t', payload);
  return received.includes(payload);
};
const hear = () => {
  const received: unknown[] = [];
  signals.on('t', (payload) => received.push(payload));
  return received;
};

test('connections that hang are detected and replaced, and listeners read again and get later signals', async () => {
  const received = hear();
  await eventually(() => isReceived(received, 'before'), 'a signal');
  received.length = 0;
  proxy.silence();

  await eventually(() => !health.isConnected(), 'signals to be missed');
  await eventually(health.isConnected, 'signals to come again');
  await eventually(() => received.includes(null), 'the null that makes the listener read');
  await eventually(() => isReceived(received, 'after'), 'a signal');
  await expect(redis.commands.ping()).resolves.toBe('PONG');
  expect(health.roundTripMs()).toEqual(expect.any(Number));
});

test.each(['swallow', 'drip'] as const)(
  'while all bytes are lost or late (%s), signals are away, publishing and commands end by themselves, and all comes back',
  async (mode) => {
    const received = hear();
    await eventually(() => isReceived(received, 'before'), 'a signal');
    received.length = 0;
    proxy.set(mode);

    // Nothing in the proxy ends these: a wait that is not bounded would last as long as the fault.
    await expect(signals.notify('t', 'lost')).resolves.toBeUndefined();
    await expect(redis.commands.get('a')).rejects.toThrow();
    await expect(redis.commands.pipeline().get('a').get('b').exec()).resolves.toEqual([
      [expect.any(Error), undefined],
      [expect.any(Error), undefined],
    ]);
    await eventually(() => !health.isConnected(), 'signals to be missed');
    await eventually(() => redis.commands.status !== 'ready', 'the connection to be given up');
    // From here on nothing is waited for at all.
    await expect(redis.commands.get('a')).rejects.toThrow();

    proxy.set('pass');
    await eventually(health.isConnected, 'signals to come again');
    await eventually(() => isReceived(received, 'after'), 'a signal');
    expect(received).toContain(null);
  },
);

test('a process closes while its connections hang', async () => {
  proxy.set('swallow');
  await eventually(() => !health.isConnected(), 'signals to be missed');
  health.close();
  const streams = [redis.commands, redis.publisher, redis.subscriber].map(({ stream }) => stream);
  await redis.close();
  await eventually(() => streams.every((stream) => stream.destroyed), 'the sockets to be gone');
});
