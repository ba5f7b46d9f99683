import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { privateRedis } from '../../../tests/engines.ts';
import { type Attempts, createAttempts, UNLIMITED } from './attempts.ts';

const QUARTER_HOUR_SECONDS = 15 * 60;

/** What a number of equal tries is told, one after another. */
const tries = async (count: number, once: () => Promise<number | null>) => {
  const told: (number | null)[] = [];
  for (let at = 0; at < count; at += 1) told.push(await once());
  return told;
};
const passed = (told: readonly (number | null)[]) => told.filter((wait) => wait === null).length;

describe('attempts', () => {
  let server: Awaited<ReturnType<typeof privateRedis>>;
  let redis: Redis;
  let attempts: Attempts;

  beforeAll(async () => {
    server = await privateRedis();
    redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(() => {
    attempts = createAttempts(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('ten sign-ins of one account pass, the next is told how long to wait', async () => {
    const told = await tries(12, () => attempts.login('usr_ada', null));

    expect(passed(told)).toBe(10);
    expect(told.at(-1)).toBeGreaterThan(QUARTER_HOUR_SECONDS - 10);
    expect(told.at(-1)).toBeLessThanOrEqual(QUARTER_HOUR_SECONDS);
    expect(await attempts.login('usr_eve', null)).toBeNull();
  });

  test('all processes count together', async () => {
    const other = createAttempts(redis);
    const told = await tries(6, async () => (await attempts.login('usr_bob', null)) ?? other.login('usr_bob', null));
    expect(passed(told)).toBe(5);
  });

  test('a hundred sign-ins from one address pass, whosever they are', async () => {
    let account = 0;
    const told = await tries(102, () => attempts.login(`usr_${++account}`, '192.0.2.1'));

    expect(passed(told)).toBe(100);
    expect(await attempts.login('usr_1000', '192.0.2.2')).toBeNull();
  });

  test('registrations are counted apart, by identifier and by address', async () => {
    expect(passed(await tries(11, () => attempts.registration('EMAIL:ada@example.org', null)))).toBe(10);
    expect(await attempts.login('EMAIL:ada@example.org', null)).toBeNull();
    let person = 0;
    expect(passed(await tries(1_001, () => attempts.registration(`EMAIL:${++person}`, '192.0.2.1')))).toBe(1_000);
  });

  test('beginnings are counted by address alone, and not where it is not known', async () => {
    expect(passed(await tries(302, () => attempts.beginning('192.0.2.3')))).toBe(300);
    expect(passed(await tries(302, () => attempts.beginning(null)))).toBe(302);
    expect(passed(await tries(302, () => UNLIMITED.beginning('192.0.2.3')))).toBe(302);
  });

  test('Redis sees neither identifiers nor addresses', async () => {
    await attempts.login('EMAIL:secret@example.org', '192.0.2.77');
    const keys = (await redis.keys('*')).join('\n');
    expect(keys).not.toMatch(/secret|192\.0\.2/);
  });

  test('without limits everything passes', async () => {
    expect(passed(await tries(50, () => UNLIMITED.login('usr_ada', '192.0.2.1')))).toBe(50);
    expect(passed(await tries(50, () => UNLIMITED.registration('EMAIL:a', null)))).toBe(50);
  });

  test('while Redis is away this process counts alone', async () => {
    redis.disconnect();
    expect(passed(await tries(12, () => attempts.login('usr_dan', null)))).toBe(10);
  });
});
