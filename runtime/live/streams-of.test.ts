import { expect, jest, test } from '@jest/globals';
import { createChannel } from './channel.ts';
import { expand, onEnd, withLease } from './streams-of.ts';

function source() {
  const returned = jest.fn();
  const channel = createChannel<number>({ keepLast: false });
  return { channel, returned, items: channel.iterate(returned) };
}

async function drain<Item>(items: AsyncIterableIterator<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('onEnd passes items on and runs once when the source is done', async () => {
  const { channel, items } = source();
  const ended = jest.fn();
  channel.push(1);
  channel.push(2);
  channel.end();
  const stream = onEnd(items, ended);
  expect(await drain(stream)).toEqual([1, 2]);
  await stream.return?.();
  expect(ended).toHaveBeenCalledTimes(1);
});

test('onEnd runs once when the source fails, and the failure is passed on', async () => {
  const { channel, items } = source();
  const ended = jest.fn();
  channel.fail(new Error('broken'));
  await expect(drain(onEnd(items, ended))).rejects.toThrow('broken');
  expect(ended).toHaveBeenCalledTimes(1);
});

test('onEnd runs once when the consumer leaves, also while it waits, and the source is left too', async () => {
  const { items, returned } = source();
  const ended = jest.fn();
  const stream = onEnd(items, ended);
  const waiting = stream.next();
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect([ended, returned].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test('withLease lets the lease lapse with the stream', async () => {
  const close = jest.fn(async () => undefined);
  await withLease(source().items, { close }).return?.();
  expect(close).toHaveBeenCalledTimes(1);
});

test('expand makes each item none, one or several, in order, undefined among them', async () => {
  const { channel, items } = source();
  for (const item of [0, 1, 2, 3]) channel.push(item);
  channel.end();
  const stream = expand(items, async (count) =>
    Array.from({ length: count }, (_, at) => (at === 1 ? undefined : count)),
  );
  expect(await drain(stream)).toEqual([1, 2, undefined, 3, undefined, 3]);
});

test('expand keeps every item when several wait', async () => {
  const { channel, items } = source();
  for (const item of [1, 2, 3]) channel.push(item);
  channel.end();
  const stream = expand(items, async (item) => [item, item * 10]);
  const answers = await Promise.all(Array.from({ length: 6 }, () => stream.next()));
  expect(answers.map(({ value }) => value)).toEqual([1, 10, 2, 20, 3, 30]);
});

test('expand ends the source when a step fails', async () => {
  const { channel, items, returned } = source();
  channel.push(1);
  const stream = expand(items, () => Promise.reject(new Error('broken')));
  await expect(stream.next()).rejects.toThrow('broken');
  expect(returned).toHaveBeenCalledTimes(1);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('expand sends nothing more once it was left, not even what was ready', async () => {
  const { channel, items, returned } = source();
  channel.push(1);
  const stream = expand(items, async () => ['a', 'b']);
  await stream.next();
  await stream.return?.();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(returned).toHaveBeenCalledTimes(1);
});
