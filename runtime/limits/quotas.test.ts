import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { privateRedis } from '../../tests/engines.ts';
import { clientNetwork } from './client-network.ts';
import type { Quota, Quotas } from './quota.ts';
import { createQuotas } from './quotas.ts';

const MINUTE_MS = 60_000;
const quota = (key: string, limit: number | null, tightened?: NonNullable<Quota['tightened']>): Quota => ({
  key,
  limit,
  windowMs: MINUTE_MS,
  ...(tightened && { tightened }),
});
const many = (count: number, once: () => Promise<number>) => Promise.all(Array.from({ length: count }, once));
const passed = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

describe('quotas', () => {
  let server: Awaited<ReturnType<typeof privateRedis>>;
  let redis: Redis;
  let away: Redis;

  beforeAll(async () => {
    server = await privateRedis();
    redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    away = new Redis(server.url, { lazyConnect: true });
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  describe.each(['in Redis', 'in memory'] as const)('%s', (where) => {
    let quotas: Quotas;
    beforeAll(() => {
      quotas = createQuotas(where === 'in Redis' ? redis : away);
    });

    test('parallel reservations never exceed a limit, and say when it lapses', async () => {
      const waits = await many(50, () => quotas.reserve([quota('parallel', 10)]));
      expect(passed(waits)).toBe(10);
      expect(Math.max(...waits)).toBeLessThanOrEqual(MINUTE_MS);
      expect(Math.min(...waits.filter((wait) => wait > 0))).toBeGreaterThan(MINUTE_MS / 2);
    });

    test('a refused reservation counts nowhere', async () => {
      const both = [quota('narrow', 1), quota('wide', 3)];
      expect(passed(await many(20, () => quotas.reserve(both)))).toBe(1);
      expect(passed(await many(20, () => quotas.reserve([quota('wide', 3)])))).toBe(2);
    });

    test('what is released can be reserved again, and never more than was reserved', async () => {
      const one = quota('released', 2);
      await many(2, () => quotas.reserve([one]));
      await quotas.release(['released']);
      await Promise.all(Array.from({ length: 5 }, () => quotas.release(['released', 'never reserved'])));
      expect(passed(await many(9, () => quotas.reserve([one])))).toBe(2);
      expect(passed(await many(9, () => quotas.reserve([quota('never reserved', 1)])))).toBe(1);
    });

    test('a cleared counter begins again', async () => {
      await many(5, () => quotas.reserve([quota('cleared', 3)]));
      await quotas.clear(['cleared', 'unknown']);
      expect(passed(await many(5, () => quotas.reserve([quota('cleared', 3)])))).toBe(3);
    });

    test('a counter without a limit refuses nobody, and tightens others from its mark on', async () => {
      const all = quota('all', null);
      const from = (source: string) => [
        quota(source, null, { by: 'all', from: 4, limit: 2 }),
        quota(`${source} too`, 100),
        all,
      ];
      expect(passed(await many(4, () => quotas.reserve(from('first'))))).toBe(4);
      expect(passed(await many(4, () => quotas.reserve(from('first'))))).toBe(0);
      expect(passed(await many(9, () => quotas.reserve(from('second'))))).toBe(2);
      expect(passed(await many(50, () => quotas.reserve([all])))).toBe(50);
    });

    test('a counter lapses by itself', async () => {
      const short = { key: 'short', limit: 1, windowMs: 1 };
      await quotas.reserve([short]);
      const until = performance.now() + 5;
      while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
      expect(await quotas.reserve([short])).toBe(0);
    });
  });

  test('all processes count together', async () => {
    const [one, other] = [createQuotas(redis), createQuotas(redis)];
    const waits = [
      ...(await many(5, () => one.reserve([quota('shared', 8)]))),
      ...(await many(5, () => other.reserve([quota('shared', 8)]))),
    ];
    expect(passed(waits)).toBe(8);
  });

  test('a Redis that takes what it is sent and answers nothing keeps nobody waiting', async () => {
    const never = () => new Promise<never>(() => undefined);
    // as: counting uses no other part of a connection.
    const hanging = { status: 'ready', defineCommand: () => undefined, reserveQuotas: never } as unknown as Redis;
    const one = createQuotas(hanging);
    expect(passed(await many(5, () => one.reserve([quota('hanging', 3)])))).toBe(3);
  });

  test('when Redis goes away, this process counts by itself', async () => {
    const own = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    await new Promise((resolve) => own.once('ready', resolve));
    const quotas = createQuotas(own);
    const waits = many(5, () => quotas.reserve([quota('going away', 3)]));
    own.disconnect();
    await waits;
    expect(passed(await many(50, () => quotas.reserve([quota('going away', 3)])))).toBeLessThanOrEqual(3);
    await quotas.release(['going away']);
    await quotas.clear(['going away']);
    expect(passed(await many(5, () => quotas.reserve([quota('going away', 3)])))).toBe(3);
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2::1', clientNetwork('2001:db8:1:2:ffff:ffff:ffff:ffff')],
  ['unknown', 'unknown'],
])('%s counts as %s', (ip, counted) => {
  expect(clientNetwork(ip)).toBe(counted);
});

test('neighbouring IPv6 networks count apart', () => {
  expect(clientNetwork('2001:db8:1:2::1')).not.toBe(clientNetwork('2001:db8:1:3::1'));
});
