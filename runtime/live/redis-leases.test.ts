import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import type { EmbeddedRedis } from '../embedded/redis.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import type { KeptLease } from './leases.ts';
import { createLeases } from './redis-leases.ts';
import { createSignals } from './redis-signals.ts';

const silent = pino({ level: 'silent' });
const LONG_MS = 60_000;

/** One process that holds and watches leases. When `isDeaf`, it gets no signals. */
function openSide(url: string, isDeaf = false) {
  const redis: RedisConnections = openRedis(url, silent);
  const signals = createSignals(redis);
  const deaf = { notify: async () => undefined, on: () => () => undefined };
  const time: { frozen: number | null } = { frozen: null };
  const leases = createLeases(redis.commands, isDeaf ? deaf : signals, () => time.frozen ?? performance.now());
  const ready = () =>
    eventually(
      () => [redis.commands, redis.subscriber, redis.pubsub.getPublisher()].every(({ status }) => status === 'ready'),
      'the connections',
    );
  const close = async () => {
    leases.close();
    signals.close();
    await redis.close();
  };
  return { redis, leases, time, ready, close };
}

let server: EmbeddedRedis;
let one: ReturnType<typeof openSide>;
let two: ReturnType<typeof openSide>;
let key: string;
let nth = 0;
const watches: AsyncIterableIterator<readonly string[]>[] = [];
const leases: KeptLease[] = [];

// Jest fails the test in which a rejection goes unhandled, so none of them says so.
beforeAll(async () => {
  server = await privateRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  nth += 1;
  key = `key-${nth}`;
  one = openSide(server.url);
  two = openSide(server.url);
  await Promise.all([one.ready(), two.ready()]);
});
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.return?.();
  leases.splice(0);
  await Promise.all([one.close(), two.close()]);
});

/** Watches `key`, and records each set that it gets. */
function watch(side: ReturnType<typeof openSide>) {
  const source = side.leases.watch('presence', key);
  watches.push(source);
  const received: string[][] = [];
  const ended = (async () => {
    for await (const members of source) received.push(members.toSorted());
  })();
  const seesWithin = (ms: number, ...members: string[]) =>
    eventually(() => JSON.stringify(received.at(-1)) === JSON.stringify(members), `the members ${members.join()}`, ms);
  const sees = (...members: string[]) => seesWithin(10_000, ...members);
  return { source, received, ended, sees, seesWithin };
}

const keep = (side: ReturnType<typeof openSide>, member: string, ttlMs = LONG_MS): KeptLease => {
  const lease = side.leases.keep('presence', key, member, ttlMs);
  leases.push(lease);
  return lease;
};
const members = async (side = two) => (await side.leases.members('presence', [key]))[0]?.toSorted();
const lost = (side: ReturnType<typeof openSide>) =>
  eventually(() => side.redis.commands.status !== 'ready', 'the loss of the connection');

test('two holders of one set are seen by another process as they come and go', async () => {
  const { received, sees } = watch(two);
  await sees();
  const ada = keep(one, 'ada');
  await sees('ada');
  const bob = keep(two, 'bob');
  await sees('ada', 'bob');
  await ada.close();
  await sees('bob');
  await ada.close();
  await bob.close();
  await sees();
  expect(received).toEqual([[], ['ada'], ['ada', 'bob'], ['bob'], []]);
});

test('sets are returned in the order of the keys, the empty ones too', async () => {
  await one.leases.hold('presence', `${key}-b`, 'bob', LONG_MS);
  await one.leases.hold('presence', `${key}-a`, 'ada', LONG_MS);
  await one.leases.hold('typing', `${key}-c`, 'cy', LONG_MS);
  expect(await two.leases.members('presence', [`${key}-a`, `${key}-c`, `${key}-b`])).toEqual([['ada'], [], ['bob']]);
  expect(await two.leases.members('presence', [])).toEqual([]);
});

test('a lease that nobody renews expires, and a watch notices that without a signal', async () => {
  const deaf = openSide(server.url, true);
  await deaf.ready();
  await one.leases.hold('presence', key, 'ada', 300);
  await one.leases.hold('presence', key, 'bob', LONG_MS);
  const { received, sees } = watch(deaf);
  await sees('bob');
  expect(received).toEqual([['ada', 'bob'], ['bob']]);
  await one.leases.hold('presence', key, 'bob', LONG_MS);
  expect(await one.redis.commands.zcard(`lease:presence:{${key}}`)).toBe(1);
  await deaf.close();
});

test('a watch also notices new members without a signal', async () => {
  const deaf = openSide(server.url, true);
  await deaf.ready();
  const { sees } = watch(deaf);
  await sees();
  await one.leases.hold('presence', key, 'ada', LONG_MS);
  await sees('ada');
  await deaf.close();
});

test('release ends a lease at once, and ignores a member without a lease', async () => {
  await one.leases.hold('presence', key, 'ada', LONG_MS);
  await two.leases.release('presence', key, 'eve');
  expect(await members()).toEqual(['ada']);
  await two.leases.release('presence', key, 'ada');
  expect(await members()).toEqual([]);
});

test('a kept lease outlives its time to live while it is kept', async () => {
  const { received } = watch(two);
  keep(one, 'ada', 3_000);
  await eventually(() => received.length > 0, 'the first set');
  const before = performance.now();
  await eventually(() => performance.now() - before > 4_500, 'more than its time to live');
  expect(await members()).toEqual(['ada']);
  expect(received.flat()).toEqual(['ada']);
});

test('closed with a grace, a lease stays that long and then lapses; taken again in time, nobody sees a gap', async () => {
  const { received, sees, seesWithin } = watch(two);
  const first = keep(one, 'ada');
  await sees('ada');
  await first.close(1_000);
  expect(await members()).toEqual(['ada']);
  const again = keep(one, 'ada');
  await eventually(async () => (await one.redis.commands.zscore(`lease:presence:{${key}}`, 'ada')) !== null, 'it');
  await again.close(300);
  // Sooner than the next poll: closing notifies the watch that the lease ends earlier.
  await seesWithin(2_500);
  expect(received.filter((set) => set.length > 0)).toEqual([['ada']]);
});

test('many listeners share one watch, a late one gets the set at once, and the last to leave ends it', async () => {
  let reads = 0;
  const { commands } = one.redis;
  const original = commands.readLeases.bind(commands);
  commands.readLeases = (...of: Parameters<typeof original>) => {
    reads += 1;
    return original(...of);
  };
  const first = watch(one);
  await first.sees();
  const readsOfOne = reads;
  const others = Array.from({ length: 20 }, () => watch(one));
  await Promise.all(others.map(({ sees }) => sees()));
  expect(reads - readsOfOne).toBeLessThanOrEqual(1);

  for (const { source, ended } of [first, ...others]) {
    await source.return?.();
    await ended;
  }
  await eventually(
    async () => (await two.redis.commands.pubsub('CHANNELS')).length === 0,
    'no subscriber of the channel',
  );
});

test('a slow watcher skips to the newest set', async () => {
  const source = one.leases.watch('presence', key);
  watches.push(source);
  for (const name of ['ada', 'bob', 'cy']) await one.leases.hold('presence', key, name, LONG_MS);
  const { sees } = watch(one);
  await sees('ada', 'bob', 'cy');
  const first = await source.next();
  expect(first.value.toSorted()).toEqual(['ada', 'bob', 'cy']);
});

test('closing ends the watches', async () => {
  const { ended, sees } = watch(one);
  await sees();
  one.leases.close();
  await ended;
});

describe('when Redis loses everything', () => {
  test('emptied under living connections, it has each kept lease again within ten seconds', async () => {
    one.time.frozen = 0;
    keep(one, 'ada');
    await eventually(async () => (await members())?.length === 1, 'the lease');
    await two.redis.commands.flushall();
    const { received, sees } = watch(two);
    await sees();
    // The promise less one second, the longest that it takes to look again.
    one.time.frozen = 9_000;
    await sees('ada');
    expect(received).toEqual([[], ['ada']]);
  });

  test('dead, it makes hold and release refuse, sets empty, and nothing reject; back, kept leases are there', async () => {
    const { sees, seesWithin } = watch(two);
    const ada = keep(one, 'ada');
    await sees('ada');
    keep(one, 'dee');
    await sees('ada', 'dee');
    await server.kill();
    await Promise.all([lost(one), lost(two)]);

    const unavailable = { extensions: { code: 'UNAVAILABLE', retryable: true } };
    await expect(one.leases.hold('presence', key, 'x', LONG_MS)).rejects.toMatchObject(unavailable);
    await expect(one.leases.release('presence', key, 'x')).rejects.toMatchObject(unavailable);
    expect(await two.leases.members('presence', [key, 'other'])).toEqual([[], []]);
    keep(one, 'bob');
    await keep(one, 'never').close();
    await keep(one, 'nor this').close(1_000);
    await two.leases.watch('presence', `${key}-opened-dead`).return?.();
    const opened = watch(one);
    await ada.close();
    keep(two, 'cy');

    await server.revive();
    // At once, not when the next renewal is due.
    await seesWithin(5_000, 'bob', 'cy', 'dee');
    await opened.sees('bob', 'cy', 'dee');
    expect(await members()).toEqual(['bob', 'cy', 'dee']);
  });
});
