import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import type { EventStream, StreamEvent } from './open-events.ts';
import type { EventSink } from './pushing.ts';
import type { Subscriber } from './shared-stream.ts';
import { createStreamGroup, type StreamGroup } from './stream-group.ts';

/** An upstream that a test drives; it buffers nothing that nobody asks for. */
interface Upstream {
  readonly after: string | null;
  emit(n: number): Promise<void>;
  finish(error?: Error): Promise<void>;
  isClosed: boolean;
}

/** A follower that takes `capacity` events before it says that it is full. */
interface Follower extends EventSink {
  readonly seen: number[];
  capacity: number;
  ending: unknown;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

let upstreams: Upstream[];
let clock: number;
let emptied: number;
let refusal: ExecutionResult | null;

function openUpstream(isDurable: boolean, after: string | null): EventStream {
  const queue: (StreamEvent | { error: Error | undefined })[] = [];
  let wake: () => void = () => undefined;
  const upstream: Upstream = {
    after,
    isClosed: false,
    async emit(n) {
      queue.push({ result: { data: { n } }, cursor: isDurable ? String(n) : null });
      wake();
      await settled();
    },
    async finish(error) {
      queue.push({ error });
      wake();
      await settled();
    },
  };
  upstreams.push(upstream);
  return {
    async next() {
      while (queue.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const step = queue.shift();
      if (step === undefined || !('error' in step)) return { done: false, value: step as StreamEvent };
      if (step.error !== undefined) throw step.error;
      return { done: true, value: undefined };
    },
    async return() {
      upstream.isClosed = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const groupOf = (isDurable: boolean): StreamGroup =>
  createStreamGroup({
    open: async (after) => refusal ?? openUpstream(isDurable, after),
    isDurable,
    clock: () => clock,
    onEmpty() {
      emptied += 1;
    },
  });

function follower(): Follower {
  const made: Follower = {
    seen: [],
    capacity: Number.POSITIVE_INFINITY,
    ending: undefined,
    next({ text }) {
      made.seen.push(JSON.parse(text).data.n);
      return made.seen.length < made.capacity;
    },
    end(ending) {
      made.ending = ending;
    },
  };
  return made;
}

async function join(group: StreamGroup, sink: EventSink, after?: string): Promise<Subscriber> {
  const subscriber = await group.join(sink, after === undefined ? 'now' : { after });
  if (!('sink' in subscriber)) throw new Error('refused');
  return subscriber;
}

const upstream = (index: number): Upstream => {
  const found = upstreams[index];
  if (found === undefined) throw new Error(`There is no upstream ${index}.`);
  return found;
};

beforeEach(() => {
  upstreams = [];
  clock = 0;
  emptied = 0;
  refusal = null;
});

describe('a stream without cursors', () => {
  test('is opened once for all who come together, and each hears everything', async () => {
    const group = groupOf(false);
    const all = [follower(), follower(), follower()];
    await Promise.all(all.map((sink) => join(group, sink)));
    await upstream(0).emit(1);
    await upstream(0).emit(2);
    expect(upstreams).toHaveLength(1);
    expect(all.map(({ seen }) => seen)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  test('is shared with who comes later, as long as there was no event', async () => {
    const group = groupOf(false);
    await join(group, follower());
    clock = 1_000_000;
    await join(group, follower());
    expect(upstreams).toHaveLength(1);
  });

  test('gives a late comer its beginning while that is young, and afterwards an upstream of their own', async () => {
    const group = groupOf(false);
    const [early, soon, late] = [follower(), follower(), follower()];
    await join(group, early);
    await upstream(0).emit(1);
    clock = 250;
    await join(group, soon);
    clock = 251;
    await join(group, late);
    await upstream(0).emit(2);
    expect([early.seen, soon.seen, late.seen]).toEqual([[1, 2], [1, 2], []]);
    await upstream(1).emit(1);
    expect(late.seen).toEqual([1]);
  });

  test('is merged with another once both delivered the same two events, and no event is lost or repeated', async () => {
    const group = groupOf(false);
    const [early, late] = [follower(), follower()];
    await join(group, early);
    await upstream(0).emit(1);
    clock = 1_000;
    await join(group, late);
    for (const n of [2, 3]) await Promise.all([upstream(1).emit(n), upstream(0).emit(n)]);
    expect(upstream(1).isClosed).toBe(true);
    await upstream(0).emit(4);
    expect([early.seen, late.seen]).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ]);
  });

  test('that always says the same is not taken for another', async () => {
    const group = groupOf(false);
    await join(group, follower());
    await upstream(0).emit(7);
    clock = 1_000;
    await join(group, follower());
    for (let i = 0; i < 3; i += 1) await Promise.all([upstream(0).emit(7), upstream(1).emit(7)]);
    expect(upstream(1).isClosed).toBe(false);
  });

  test('that counts from one for each is not taken for another that is further on', async () => {
    const group = groupOf(false);
    const late = follower();
    await join(group, follower());
    await upstream(0).emit(1);
    clock = 1_000;
    await join(group, late);
    for (const n of [1, 2, 3]) await Promise.all([upstream(0).emit(n + 1), upstream(1).emit(n)]);
    expect(late.seen).toEqual([1, 2, 3]);
  });

  test('drops who is far behind to the newest', async () => {
    const group = groupOf(false);
    const slow = follower();
    slow.capacity = 1;
    const subscriber = await join(group, slow);
    for (let n = 0; n <= 1_500; n += 1) await upstream(0).emit(n);
    slow.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    expect(slow.seen).toEqual([0, 1_500]);
  });
});

describe('a durable stream', () => {
  test('is joined from now on, however old it is', async () => {
    const group = groupOf(true);
    const [early, late] = [follower(), follower()];
    await join(group, early);
    await upstream(0).emit(1);
    clock = 1_000_000;
    await join(group, late);
    await upstream(0).emit(2);
    expect([upstreams.length, early.seen, late.seen]).toEqual([1, [1, 2], [2]]);
  });

  test('has an upstream for who begins after a cursor, until they stand where the others stand', async () => {
    const group = groupOf(true);
    const [live, back] = [follower(), follower()];
    await join(group, live);
    await upstream(0).emit(5);
    await join(group, back, '3');
    expect(upstream(1).after).toBe('3');
    await upstream(1).emit(4);
    expect(upstream(1).isClosed).toBe(false);
    await upstream(1).emit(5);
    expect(upstream(1).isClosed).toBe(true);
    await upstream(0).emit(6);
    expect([live.seen, back.seen]).toEqual([
      [5, 6],
      [4, 5, 6],
    ]);
  });

  test('has one upstream for all who come back from the same place at once, and for those from places near it', async () => {
    const group = groupOf(true);
    const all = [follower(), follower(), follower()];
    await Promise.all(all.map((one) => join(group, one, '3')));
    await upstream(0).emit(4);
    const later = follower();
    await join(group, later, '3');
    await upstream(0).emit(5);
    const near = follower();
    await join(group, near, '4');
    const upToDate = follower();
    await join(group, upToDate, '5');
    await upstream(0).emit(6);
    expect(upstreams).toHaveLength(1);
    expect([...all, later, near, upToDate].map(({ seen }) => seen)).toEqual([
      ...all.map(() => [4, 5, 6]),
      [4, 5, 6],
      [5, 6],
      [6],
    ]);
  });

  test('opens another upstream for a subscriber whose cursor is no longer buffered', async () => {
    const group = groupOf(true);
    await Promise.all([join(group, follower(), '0'), join(group, follower(), '0')]);
    for (let n = 1; n <= 1_001; n += 1) await upstream(0).emit(n);
    const [lost, resumed] = [follower(), follower()];
    await join(group, lost, '0');
    await join(group, resumed, '2');
    expect(upstreams.map(({ after }) => after)).toEqual(['0', '0']);
    expect([lost.seen, resumed.seen.length]).toEqual([[], 999]);
  });

  test('keeps its newest event alone while one follows it, and all again for who reads slowly', async () => {
    const group = groupOf(true);
    const one = follower();
    one.capacity = 3;
    const subscriber = await join(group, one);
    for (const n of [1, 2]) await upstream(0).emit(n);
    const [back, newest] = [follower(), follower()];
    const left = [await join(group, back, '1'), await join(group, newest, '2')];
    expect(upstreams.map(({ after }) => after)).toEqual([null, '1']);
    for (const other of left) other.stream.leave(other);

    for (const n of [3, 4, 5, 6]) await upstream(0).emit(n);
    one.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    expect([one.seen, upstreams.length]).toEqual([[1, 2, 3, 4, 5, 6], 2]);
  });

  test('goes on from its own cursor for who came back and fell behind', async () => {
    const group = groupOf(true);
    const slow = follower();
    await join(group, follower(), '3');
    await upstream(0).emit(4);
    slow.capacity = 0;
    const subscriber = await join(group, slow, '4');
    for (let n = 5; n <= 1_010; n += 1) await upstream(0).emit(n);
    slow.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    await settled();
    expect([slow.seen, upstream(1).after]).toEqual([[5], '5']);
  });

  test('catches up from the log for who is too far behind, and loses nothing', async () => {
    const group = groupOf(true);
    const slow = follower();
    slow.capacity = 1;
    const subscriber = await join(group, slow);
    await join(group, follower());
    for (let n = 1; n <= 1_500; n += 1) await upstream(0).emit(n);
    slow.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    await settled();
    expect(upstream(1).after).toBe('1');
    for (let n = 2; n <= 1_500; n += 1) await upstream(1).emit(n);
    await upstream(0).emit(1_501);
    expect(slow.seen).toEqual(Array.from({ length: 1_501 }, (_, index) => index + 1));
    expect(upstream(1).isClosed).toBe(true);
  });

  test('goes on being joined after the one that was joined before was made one with an older', async () => {
    const group = groupOf(true);
    const back = follower();
    await join(group, back, '0');
    await join(group, follower());
    await upstream(0).emit(1);
    await upstream(1).emit(1);
    expect(upstream(1).isClosed).toBe(true);
    await join(group, follower());
    expect(upstreams).toHaveLength(2);
  });
});

describe('the end', () => {
  test('comes to all, behind what the slow have not had', async () => {
    const group = groupOf(false);
    const [quick, slow] = [follower(), follower()];
    slow.capacity = 1;
    await join(group, quick);
    const subscriber = await join(group, slow);
    for (const n of [1, 2, 3]) await upstream(0).emit(n);
    await upstream(0).finish();
    expect([quick.ending, slow.ending]).toEqual([null, undefined]);
    slow.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    expect([slow.seen, slow.ending, emptied]).toEqual([[1, 2, 3], null, 1]);
  });

  test('is the same failure for all', async () => {
    const group = groupOf(true);
    const [one, other] = [follower(), follower()];
    await join(group, one);
    await join(group, other);
    const error = new Error('left');
    await upstream(0).finish(error);
    expect([one.ending, other.ending]).toEqual([{ error }, { error }]);
  });

  test('of the last follower closes the upstream; who comes then opens a new one', async () => {
    const group = groupOf(true);
    const subscribers = [await join(group, follower()), await join(group, follower())];
    for (const subscriber of subscribers) subscriber.stream.leave(subscriber);
    expect([upstream(0).isClosed, emptied]).toEqual([true, 1]);
    await join(group, follower());
    expect(upstreams).toHaveLength(2);
  });

  test('a stream that is refused is refused to all who wait for it, and asked for anew by the next', async () => {
    refusal = { errors: [] };
    const group = groupOf(false);
    expect(await Promise.all([group.join(follower(), 'now'), group.join(follower(), 'now')])).toEqual([
      refusal,
      refusal,
    ]);
    refusal = null;
    await join(group, follower());
    expect(upstreams).toHaveLength(1);
  });

  test('who leaves while they catch up from the log leaves nothing open', async () => {
    const group = groupOf(true);
    const slow = follower();
    slow.capacity = 1;
    const subscriber = await join(group, slow);
    for (let n = 1; n <= 1_500; n += 1) await upstream(0).emit(n);
    subscriber.stream.resume(subscriber);
    slow.capacity = Number.POSITIVE_INFINITY;
    subscriber.stream.resume(subscriber);
    subscriber.stream.leave(subscriber);
    await settled();
    expect(upstreams.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});
