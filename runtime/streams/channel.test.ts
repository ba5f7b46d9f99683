import { expect, jest, test } from '@jest/globals';
import { createChannel } from './channel.ts';

const DONE = { done: true, value: undefined };
const is = <Item>(value: Item) => ({ done: false, value });

test('items come in order, those pushed before and those pushed after somebody waits, undefined among them', async () => {
  const channel = createChannel<number | undefined>({ keepLast: false });
  channel.push(1);
  channel.push(undefined);
  const items = channel.iterate(() => undefined);
  expect([await items.next(), await items.next()]).toEqual([is(1), is(undefined)]);
  const next = items.next();
  channel.push(3);
  expect(await next).toEqual(is(3));
});

test('with keepLast a slow consumer gets the newest item only', async () => {
  const channel = createChannel<number>({ keepLast: true });
  const items = channel.iterate(() => undefined);
  for (const item of [1, 2, 3]) channel.push(item);
  expect(await items.next()).toEqual(is(3));
});

test('several that wait are answered one after the other', async () => {
  const channel = createChannel<number>({ keepLast: false });
  const items = channel.iterate(() => undefined);
  const waiting = [items.next(), items.next(), items.next()];
  channel.push(1);
  channel.push(2);
  channel.end();
  expect(await Promise.all(waiting)).toEqual([is(1), is(2), DONE]);
});

test('end and fail come after what is queued, nothing comes after them, and `onEnd` is called once', async () => {
  for (const how of ['end', 'fail'] as const) {
    const returned = jest.fn();
    const channel = createChannel<number>({ keepLast: false });
    const items = channel.iterate(returned);
    channel.push(1);
    if (how === 'end') channel.end();
    else channel.fail(new Error('broken'));
    channel.push(2);
    channel.fail(new Error('later'));
    expect(await items.next()).toEqual(is(1));
    expect(returned).not.toHaveBeenCalled();
    if (how === 'end') expect(await items.next()).toEqual(DONE);
    else await expect(items.next()).rejects.toThrow('broken');
    expect(await items.next()).toEqual(DONE);
    await items.return?.();
    expect(returned).toHaveBeenCalledTimes(1);
  }
});

test('return takes effect at once: what waits is done, what is queued is dropped, what fails later is nobody’s', async () => {
  const returned = jest.fn();
  const channel = createChannel<number>({ keepLast: false });
  const items = channel.iterate(returned);
  const waiting = [items.next(), items.next()];
  expect(await items.return?.()).toEqual(DONE);
  expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
  channel.push(1);
  channel.fail(new Error('late'));
  expect(await items.next()).toEqual(DONE);
  expect(returned).toHaveBeenCalledTimes(1);
});
