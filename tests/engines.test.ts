import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { type FreshDatabase, freshDatabase, privateRedis, queryOnce } from './engines.ts';

const query = async (url: string, statement: string): Promise<unknown[]> => (await queryOnce(url, statement)).rows;

describe('a fresh database', () => {
  let first: FreshDatabase;
  let second: FreshDatabase;

  beforeAll(async () => {
    [first, second] = await Promise.all([freshDatabase(), freshDatabase()]);
  });
  afterAll(async () => {
    await Promise.all([first.drop(), second.drop()]);
  });

  test('holds every domain, and each role reaches its own schema only', async () => {
    const schemas = await query(first.ownerUrl, 'SELECT nspname FROM pg_namespace');
    for (const { name } of readSupergraphConfig()) {
      expect(schemas).toContainEqual({ nspname: name });
      expect(await query(first.urlOf(name), 'SELECT current_schema() AS own')).toEqual([{ own: name }]);
    }
    await expect(query(first.urlOf('chat'), 'SELECT * FROM auth._prisma_migrations')).rejects.toThrow(
      /permission denied/,
    );
  });

  test('keeps what is written to it from others', async () => {
    await query(first.ownerUrl, 'CREATE TABLE extensions.only_here (id int)');

    await expect(query(second.ownerUrl, 'SELECT * FROM extensions.only_here')).rejects.toThrow(/does not exist/);
  });
});

describe('a private Redis', () => {
  test('comes back at the same address after it was killed, with nothing in it', async () => {
    const redis = await privateRedis();
    const client = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => {});
    try {
      await client.set('a', '1');
      const before = redis.pid;
      await redis.kill();
      await redis.revive();

      expect(await client.get('a')).toBeNull();
      expect(redis.pid).not.toBe(before);
    } finally {
      client.disconnect();
      await redis.stop();
    }
  });
});
