import { expect, jest, test } from '@jest/globals';
import { createChannel } from './channel.ts';
import { flatMapStream, mapStream, onEnd } from './operators.ts';
import { startCursorOf, withStartCursor } from './start-cursor.ts';

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

test('mapStream maps each item in order, and ends the source when a step fails', async () => {
  const { channel, items, returned } = source();
  for (const item of [1, 2, 3]) channel.push(item);
  const stream = mapStream(items, async (item) => {
    if (item === 3) throw new Error('broken');
    return item * 10;
  });
  expect([await stream.next(), await stream.next()].map(({ value }) => value)).toEqual([10, 20]);
  await expect(stream.next()).rejects.toThrow('broken');
  expect(returned).toHaveBeenCalledTimes(1);
});

test.each(['mapStream', 'flatMapStream', 'onEnd'] as const)('%s keeps where its source began', (operator) => {
  const items = withStartCursor(source().items, 'c1');
  const wrapped = {
    mapStream: () => mapStream(items, (item) => item),
    flatMapStream: () => flatMapStream(items, (item) => [item]),
    onEnd: () => onEnd(items, () => undefined),
  };
  expect(startCursorOf(wrapped[operator]())).toBe('c1');
});

test('return waits until the source has closed', async () => {
  let close: () => void = () => undefined;
  const items: AsyncIterableIterator<number> = {
    next: () => new Promise(() => undefined),
    return: () => new Promise((resolve) => (close = () => resolve({ done: true, value: undefined }))),
    [Symbol.asyncIterator]: () => items,
  };
  const order: string[] = [];
  const returned = mapStream(items, (item) => item)
    .return?.()
    .then(() => order.push('returned'));
  await new Promise((resolve) => setImmediate(resolve));
  order.push('closed');
  close();
  await returned;
  expect(order).toEqual(['closed', 'returned']);
});

test('flatMapStream makes each item none, one or several, in order, undefined among them', async () => {
  const { channel, items } = source();
  for (const item of [0, 1, 2, 3]) channel.push(item);
  channel.end();
  const stream = flatMapStream(items, async (count) =>
    Array.from({ length: count }, (_, at) => (at === 1 ? undefined : count)),
  );
  expect(await drain(stream)).toEqual([1, 2, undefined, 3, undefined, 3]);
});

test('flatMapStream keeps every item when several wait', async () => {
  const { channel, items } = source();
  for (const item of [1, 2, 3]) channel.push(item);
  channel.end();
  const stream = flatMapStream(items, async (item) => [item, item * 10]);
  const answers = await Promise.all(Array.from({ length: 6 }, () => stream.next()));
  expect(answers.map(({ value }) => value)).toEqual([1, 10, 2, 20, 3, 30]);
});

test('flatMapStream ends the source when a step fails', async () => {
  const { channel, items, returned } = source();
  channel.push(1);
  const stream = flatMapStream(items, () => Promise.reject(new Error('broken')));
  await expect(stream.next()).rejects.toThrow('broken');
  expect(returned).toHaveBeenCalledTimes(1);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('flatMapStream sends nothing more once it was left, not even what was ready', async () => {
  const { channel, items, returned } = source();
  channel.push(1);
  const stream = flatMapStream(items, async () => ['a', 'b']);
  await stream.next();
  await stream.return?.();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(returned).toHaveBeenCalledTimes(1);
});
