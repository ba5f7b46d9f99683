import { once } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSocketPair, type SocketPair } from '../../fixtures/socket-pair.ts';
import type { EventSink, Pushing, SharedEvent } from '../../subscribe/pushing.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { createEventFrames } from './event-frames.ts';
import { pushFrames } from './push-frames.ts';

const DONE = { done: true, value: undefined };

let pair: SocketPair;
beforeEach(async () => {
  pair = await openSocketPair();
});
afterEach(() => pair.close());

const eventOf = (n: number, padding = ''): SharedEvent => ({
  result: { data: { n } },
  text: JSON.stringify({ data: { n, padding } }),
  cursor: null,
});

/** A stream that a test pushes by hand, and the calls to it. */
function pushable() {
  const calls: string[] = [];
  let sink: EventSink | null = null;
  const stream: ResultStream & Pushing = {
    async next() {
      calls.push('next');
      return { done: true, value: undefined };
    },
    async return() {
      calls.push('return');
      return { done: true, value: undefined };
    },
    push(given) {
      calls.push('push');
      sink = given;
      return { resume: () => void calls.push('resume'), close: () => void calls.push('close') };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return { stream, calls, sink: () => sink };
}

const pushed = (stream: ResultStream & Pushing): ResultStream => pushFrames(stream, pair, '1', createEventFrames());

test('a stream that is given up before it is pushed is closed, and never pushed', async () => {
  const { stream, calls } = pushable();
  const frames = pushed(stream);
  expect(await frames.return?.()).toEqual(DONE);
  expect(await frames.next()).toEqual(DONE);
  expect(calls).toEqual(['return']);
});

test('a stream that is abandoned before its first event is closed, and a pending read ends', async () => {
  const { stream, calls } = pushable();
  const frames = pushed(stream);
  const waiting = frames.next();
  expect(await frames.return?.()).toEqual(DONE);
  expect(await waiting).toEqual(DONE);
  expect(calls).toEqual(['push', 'close']);
});

test.each([
  ['without an error', null],
  ['with its error', { error: new Error('left') }],
])('the stream ends %s', async (_, ending) => {
  const { stream, sink } = pushable();
  const waiting = pushed(stream).next();
  sink()?.end(ending);
  if (ending === null) expect(await waiting).toEqual(DONE);
  else await expect(waiting).rejects.toBe(ending.error);
});

test('nothing is written once the socket has begun to close, nor after its end', async () => {
  const { stream, sink } = pushable();
  void pushed(stream).next();
  const { raw, webSocket, client } = pair;
  if (!(raw instanceof Socket)) throw new Error('Not a socket of the system.');
  const closed = once(client, 'close');
  webSocket.close(1012, 'Service restart');
  const before = raw.bytesWritten;
  expect(sink()?.next(eventOf(1))).toBe(true);
  expect(raw.bytesWritten).toBe(before);
  expect(await closed).toEqual([1012, Buffer.from('Service restart')]);
  await (webSocket.readyState === webSocket.CLOSED ? null : once(webSocket, 'close'));
  expect(sink()?.next(eventOf(2))).toBe(true);
  expect(raw.bytesWritten).toBe(before);
});

test('who does not read is given no more than fits, and everything, in order, once they read', async () => {
  const { stream, calls, sink } = pushable();
  void pushed(stream).next();
  const { raw, client } = pair;
  const padding = 'я'.repeat(50_000);
  client.pause();
  let sentCount = 0;
  let isTaken = true;
  while (isTaken && sentCount < 1_000) {
    sentCount += 1;
    isTaken = sink()?.next(eventOf(sentCount, padding)) ?? false;
  }
  // One that found room, and one that asks for a pause: nothing more is held for a client.
  expect(raw.writableLength).toBeLessThan(64 * 1_024 + 2 * 100_100);
  expect(calls).toEqual(['push']);

  const seen: number[] = [];
  const all = new Promise<void>((resolve) => {
    client.on('message', (data) => {
      seen.push(JSON.parse(String(data)).payload.data.n);
      if (seen.length === sentCount) resolve();
    });
  });
  client.resume();
  await all;
  expect(seen).toEqual(Array.from({ length: sentCount }, (_, index) => index + 1));
  expect(calls).toEqual(['push', 'resume']);
  expect(sink()?.next(eventOf(sentCount + 1))).toBe(true);
});
