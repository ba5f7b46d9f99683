import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import { streamKeys } from './event-stream.ts';
import { type StreamWatch, watchStreams } from './watch-streams.ts';

let server: Awaited<ReturnType<typeof privateRedis>>;
let connections: RedisConnections;
let streams: StreamWatch;
const ends: (() => void)[] = [];

beforeAll(async () => {
  server = await privateRedis();
  connections = openRedis(server.url, pino({ level: 'silent' }));
  await eventually(() => connections.commands.status === 'ready', 'Redis to be connected');
  streams = watchStreams(connections);
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await eventually(async () => (await blockingConnections()) === 0, 'the blocking connection to be closed');
  await connections.commands.flushall();
});
afterAll(async () => {
  await connections.close();
  await server.stop();
});

const blockingConnections = async (): Promise<number> => {
  const clients = String(await connections.commands.client('LIST'));
  return clients.split('\n').filter((line) => / name=events /.test(line)).length;
};
/** As the relay of a producer does. */
const publish = async (producer: string, number: number): Promise<void> => {
  const keys = streamKeys(producer);
  const head = JSON.stringify({ epoch: 'e', number, oldest: 1, published: number });
  await connections.commands.multi().xadd(keys.entries, `${number}-0`, 'n', number).set(keys.head, head).exec();
};
function listen(...producers: string[]) {
  const listener = { wakes: 0 };
  ends.push(streams.on(producers, () => (listener.wakes += 1)));
  return listener;
}
/** Until the first wakes, which each stream causes when it is seen first, are over. */
const settled = (...listeners: { wakes: number }[]) =>
  eventually(() => listeners.every(({ wakes }) => wakes > 0), 'the heads to be read');

test('one connection wakes the consumers of each producer that publishes, and no others', async () => {
  const [both, chat] = [listen('auth', 'chat'), listen('chat')];
  await settled(both, chat);
  await eventually(() => both.wakes === 2, 'both streams to be seen');
  expect(await blockingConnections()).toBe(1);

  await publish('auth', 1);
  await eventually(() => both.wakes === 3, 'the consumer of auth to be woken');
  await publish('auth', 2);
  await eventually(() => both.wakes === 4, 'the consumer of auth to be woken again');

  expect(chat.wakes).toBe(1);
});

test('a consumer that comes while a read is blocked is woken for its own producer', async () => {
  const first = listen('auth');
  await settled(first);
  const second = listen('friends');
  await settled(second);

  await publish('friends', 1);

  await eventually(() => second.wakes === 2, 'the consumer of friends to be woken');
  expect(first.wakes).toBe(1);
});

test('entries that are published again under smaller numbers, and an emptied Redis, wake too', async () => {
  const listener = listen('auth');
  await settled(listener);
  await publish('auth', 9);
  await eventually(() => listener.wakes === 2, 'the first entry');

  await connections.commands.del(streamKeys('auth').entries);
  await publish('auth', 3);
  await eventually(() => listener.wakes === 3, 'the smaller number');
  await connections.commands.flushall();

  await eventually(() => listener.wakes === 4, 'the loss');
});

test('an entry without its head wakes once, not in a loop', async () => {
  const listener = listen('auth');
  await settled(listener);

  await connections.commands.xadd(streamKeys('auth').entries, '1-0', 'n', 1);
  await eventually(() => listener.wakes === 2, 'the entry');
  await publish('auth', 2);
  await eventually(() => listener.wakes >= 3, 'the next entry');

  expect(listener.wakes).toBe(3);
});
