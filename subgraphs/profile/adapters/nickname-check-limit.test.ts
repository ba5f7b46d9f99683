import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { privateRedis } from '../../../tests/engines.ts';
import { createNicknameCheckLimit, MAX_CHECKS_PER_ADDRESS, MAX_CHECKS_PER_USER } from './nickname-check-limit.ts';

let server: Awaited<ReturnType<typeof privateRedis>>;
let redis: Redis;

beforeAll(async () => {
  server = await privateRedis();
  redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  await once(redis, 'ready');
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const person = (viewerId: string | null) => ({ viewerId, sessionId: null, scopes: [], service: null });
const countMany = (
  limit: ReturnType<typeof createNicknameCheckLimit>,
  viewerId: string | null,
  times: number,
  ip: string | null = null,
) => Promise.all(Array.from({ length: times }, () => limit.count(person(viewerId), ip)));
const refusals = (counted: readonly (number | null)[]) => counted.filter((wait) => wait !== null).length;

test('checks are counted per person over all processes, and a refusal says when to retry', async () => {
  const [one, other] = [createNicknameCheckLimit(redis), createNicknameCheckLimit(redis)];
  const counted = [
    ...(await countMany(one, 'usr_ada', MAX_CHECKS_PER_USER / 2)),
    ...(await countMany(other, 'usr_ada', MAX_CHECKS_PER_USER / 2)),
  ];

  expect(counted).not.toContainEqual(expect.any(Number));
  const wait = await one.count(person('usr_ada'), null);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await other.count(person('usr_bob'), null)).toBeNull();
});

test('visitors are counted by address, and keep no other address and no person out', async () => {
  const limit = createNicknameCheckLimit(redis);
  expect(refusals(await countMany(limit, null, MAX_CHECKS_PER_ADDRESS + 5, '192.0.2.1'))).toBe(5);
  expect(await limit.count(person(null), '192.0.2.2')).toBeNull();
  expect(await limit.count(person('usr_cleo'), '192.0.2.1')).toBeNull();
});

test('a network of IPv6 is one address', async () => {
  const limit = createNicknameCheckLimit(redis);
  await countMany(limit, null, MAX_CHECKS_PER_ADDRESS, '2001:db8::1');
  expect(await limit.count(person(null), '2001:db8::2')).toEqual(expect.any(Number));
  expect(await limit.count(person(null), '2001:db8:0:1::2')).toBeNull();
});

test('visitors whose address is not known are not counted together', async () => {
  const limit = createNicknameCheckLimit(redis);
  expect(refusals(await countMany(limit, null, MAX_CHECKS_PER_ADDRESS * 2))).toBe(0);
});

test('while Redis is away this process counts by itself', async () => {
  const limit = createNicknameCheckLimit(redis);
  const gone = once(redis, 'close');
  redis.disconnect();
  await gone;
  const counted = await countMany(limit, 'usr_eve', MAX_CHECKS_PER_USER + 1);
  expect(counted.filter((wait) => wait !== null)).toHaveLength(1);
});
