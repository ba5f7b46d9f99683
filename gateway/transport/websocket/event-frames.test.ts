import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSocketPair, type SocketPair } from '../../fixtures/socket-pair.ts';
import type { SharedEvent } from '../../subscribe/pushing.ts';
import { createEventFrames, openingOf } from './event-frames.ts';

const eventOf = (data: Record<string, unknown>): SharedEvent => ({
  result: { data },
  text: JSON.stringify({ data }),
  cursor: null,
});

describe('over a real socket', () => {
  let pair: SocketPair;

  beforeAll(async () => {
    pair = await openSocketPair();
  });
  afterAll(() => pair.close());

  const received = async (): Promise<string> => String((await once(pair.client, 'message'))[0]);
  /** The message for a payload that makes it so many bytes long. */
  function ofLength(bytes: number): SharedEvent {
    const empty = Buffer.byteLength(`${openingOf('1')},"type":"next","payload":${eventOf({ t: '' }).text}}`);
    return eventOf({ t: 'x'.repeat(bytes - empty) });
  }

  test.each([
    [125, 2],
    [126, 4],
    [127, 4],
    [65_535, 4],
    [65_536, 10],
    [70_000, 10],
  ])('a message of %d bytes comes whole, behind a head of %d', async (bytes, head) => {
    const event = ofLength(bytes);
    const message = received();
    const frame = createEventFrames().of(event, openingOf('1'));
    expect(frame).toHaveLength(head + bytes);
    pair.raw.write(frame);
    const text = await message;
    expect(text).toHaveLength(bytes);
    expect(JSON.parse(text)).toEqual({ id: '1', type: 'next', payload: event.result });
  });

  test.each([
    ['text beyond ASCII', { t: 'Grüße, мир, 漢字, 🦩', lone: '\ud800' }, 'café-🦩'],
    ['an id with quotes and a line break', { t: '"\\' }, '"}\n{"'],
  ])('%s comes as it is', async (_, data, id) => {
    const message = received();
    pair.raw.write(createEventFrames().of(eventOf(data), openingOf(id)));
    expect(JSON.parse(await message)).toEqual({ id, type: 'next', payload: { data } });
  });

  test('frames stand between those of the library in the order of writing', async () => {
    const { client, webSocket, raw } = pair;
    const seen: unknown[] = [];
    client.on('message', (data) => seen.push(JSON.parse(String(data)).id));
    client.on('ping', (data) => seen.push(String(data)));
    const frames = createEventFrames();
    for (let n = 0; n < 50; n += 1) {
      webSocket.send(JSON.stringify({ id: `ws-${n}`, t: 'x'.repeat(n * 1_000) }));
      raw.write(frames.of(eventOf({ n, t: 'y'.repeat(n * 1_000) }), openingOf(`raw-${n}`)));
      webSocket.ping(`ping-${n}`);
    }
    webSocket.close(4400, 'over');
    expect(await once(client, 'close')).toEqual([4400, Buffer.from('over')]);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => [`ws-${n}`, `raw-${n}`, `ping-${n}`]).flat());
  });
});

describe('frames of one event', () => {
  test('are each of their own id, and one for the same id', () => {
    const frames = createEventFrames();
    const event = eventOf({ n: 1 });
    const [one, same, other] = ['a', 'a', 'bcd'].map((id) => frames.of(event, openingOf(id)));
    expect(same).toBe(one);
    expect([one, other].map((frame) => JSON.parse(String(frame?.subarray(2))))).toEqual([
      { id: 'a', type: 'next', payload: { data: { n: 1 } } },
      { id: 'bcd', type: 'next', payload: { data: { n: 1 } } },
    ]);
  });

  test('are not taken for another event, also when the two alternate', () => {
    const frames = createEventFrames();
    const [one, two] = [eventOf({ n: 1 }), eventOf({ n: 2 })];
    const messages = [one, two, one].map((event) => JSON.parse(String(frames.of(event, openingOf('a')).subarray(2))));
    expect(messages.map(({ payload }) => payload.data.n)).toEqual([1, 2, 1]);
  });
});
