import { once } from 'node:events';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { privateRedis } from '../tests/engines.ts';
import type { EmbeddedRedis } from './embedded/redis.ts';
import { openLog } from './logging/log.ts';
import { openRedis, type RedisConnections } from './redis.ts';

let server: EmbeddedRedis;
let connections: RedisConnections;

beforeAll(async () => {
  server = await privateRedis();
  connections = openRedis(server.url, openLog('test', 'silent'));
});
afterAll(async () => {
  await connections.close();
  await server.stop();
});

test('commands of one iteration of the event loop are sent in one write, and answered each', async () => {
  const { commands } = connections;
  if (commands.status !== 'ready') await once(commands, 'ready');
  const writes = [jest.spyOn(commands.stream, '_write'), jest.spyOn(commands.stream, '_writev')];
  const countWrites = (): number => writes.reduce((sum, { mock }) => sum + mock.calls.length, 0);

  const replies = await Promise.all([commands.set('a', '1'), commands.get('a'), commands.incr('a'), commands.get('b')]);

  expect(replies).toEqual(['OK', '1', 2, null]);
  expect(countWrites()).toBe(1);
  expect(await commands.get('a')).toBe('2');
  expect(countWrites()).toBe(2);
});
