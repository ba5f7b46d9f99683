import type { EventStream } from './open-events.ts';
import type { Ending, EventSink, SharedEvent } from './pushing.ts';

/** One subscriber of a shared stream; can be transferred to another stream. */
export interface Subscriber {
  sink: EventSink;
  stream: SharedStream;
  /** Number of the next event to deliver. */
  position: number;
  isPaused: boolean;
  /** Cursor of the last event delivered. */
  cursor: string | null;
  /** Set when the stream has ended and earlier events are still to be delivered. */
  ending: Ending | undefined;
  /** Whether it has unsubscribed, on whichever stream it was. */
  isLeft: boolean;
}

/** One upstream with many subscribers. */
export interface SharedStream {
  /** Adds a subscriber from the first event on; null when that event is no longer kept. */
  joinAtBeginning(sink: EventSink): Subscriber | null;
  /** Adds a subscriber after a cursor; null when this stream does not know the cursor. */
  joinAfter(sink: EventSink, cursor: string): Subscriber | null;
  /** Adds a subscriber from the next event on. */
  joinNow(sink: EventSink): Subscriber;
  /** Takes over a subscriber that has received everything up to the head of this stream. */
  transfer(subscriber: Subscriber): void;
  /** Delivers what a subscriber has missed, when it can accept events again. */
  resume(subscriber: Subscriber): void;
  /** Removes a subscriber; closes the upstream after the last one. */
  leave(subscriber: Subscriber): void;
  /** Transfers every subscriber that is up to date to another stream at the same event. */
  moveTo(other: SharedStream): void;
  /** The last two events, newest first. */
  newest(): readonly [SharedEvent | null, SharedEvent | null];
}

/** Options of `createSharedStream`. */
export interface SharedStreamOptions {
  readonly source: EventStream;
  /** The cursor that the source begins after; null: the source decides. */
  readonly after: string | null;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** How long after the first event a late subscriber may still join at the beginning, in milliseconds. */
  readonly beginningMs: number;
  /** Called after each event. */
  onEvent(stream: SharedStream): void;
  /** Takes over a subscriber whose next event is no longer kept; false: it continues with the newest event. */
  onBehind(subscriber: Subscriber): boolean;
  /** Called once, when the upstream has ended or the last subscriber has left. */
  onOver(stream: SharedStream): void;
}

/** Limits of the events kept for slow subscribers. */
const MAX_RECENT_EVENTS = 1_000;
const MAX_RECENT_CHARACTERS = 4_000_000;

/**
 * Distributes the events of `source`, which is read from the first subscriber on. Each event is executed and serialized
 * once. Nothing is queued per subscriber: one that cannot keep up is skipped and catches up from the recent events.
 */
export function createSharedStream(options: SharedStreamOptions): SharedStream {
  const { source, clock, beginningMs } = options;
  const subscribers = new Set<Subscriber>();
  const recent = createRecentEvents();
  let firstAt: number | null = null;
  let newest: readonly [SharedEvent | null, SharedEvent | null] = [null, null];
  let isRunning = false;
  let isOver = false;

  function deliver(subscriber: Subscriber, event: SharedEvent): void {
    subscriber.position += 1;
    subscriber.cursor = event.cursor;
    if (!subscriber.sink.next(event)) subscriber.isPaused = true;
  }

  function receive(event: SharedEvent): void {
    firstAt ??= clock();
    newest = [event, newest[0]];
    recent.add(event);
    let isAnyoneBehind = false;
    for (const subscriber of subscribers)
      if (subscriber.isPaused) isAnyoneBehind = true;
      else deliver(subscriber, event);
    // With a single subscriber the source's own log is enough: ten thousand such streams would keep ten thousand logs.
    if (subscribers.size < 2 && !isAnyoneBehind && event.cursor !== null) recent.keepNewest(1);
    options.onEvent(stream);
  }

  function finish(ending: Ending): void {
    if (isOver) return;
    isOver = true;
    options.onOver(stream);
    for (const subscriber of [...subscribers]) {
      subscriber.ending = ending;
      if (!subscriber.isPaused) catchUp(subscriber);
    }
  }

  async function run(): Promise<void> {
    try {
      for (;;) {
        const step = await source.next();
        if (isOver) return;
        if (step.done) return finish(null);
        receive({ ...step.value, text: JSON.stringify(step.value.result) });
      }
    } catch (error) {
      finish({ error });
    }
  }

  function leave(subscriber: Subscriber): void {
    subscriber.isLeft = true;
    release(subscriber);
  }

  function release(subscriber: Subscriber): void {
    if (!subscribers.delete(subscriber) || subscribers.size > 0 || isOver) return;
    isOver = true;
    options.onOver(stream);
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }

  function catchUp(subscriber: Subscriber): void {
    while (!subscriber.isPaused && subscribers.has(subscriber)) {
      if (subscriber.position < recent.from()) {
        if (options.onBehind(subscriber)) {
          release(subscriber);
          return;
        }
        subscriber.position = recent.head() - 1;
      }
      const event = recent.at(subscriber.position);
      if (event === undefined) break;
      deliver(subscriber, event);
    }
    if (subscriber.isPaused || subscriber.ending === undefined || !subscribers.delete(subscriber)) return;
    subscriber.sink.end(subscriber.ending);
  }

  const subscribeAt = (sink: EventSink, position: number): Subscriber => {
    const subscriber: Subscriber = {
      sink,
      stream,
      position,
      isPaused: false,
      cursor: newest[0]?.cursor ?? null,
      ending: undefined,
      isLeft: false,
    };
    add(subscriber);
    return subscriber;
  };

  /** Starts reading the source with the first subscriber: earlier events would be lost. */
  const add = (subscriber: Subscriber): void => {
    subscribers.add(subscriber);
    if (isRunning) return;
    isRunning = true;
    void run();
  };

  const stream: SharedStream = {
    joinAtBeginning(sink) {
      const isWhole = recent.from() === 0 && (firstAt === null || clock() - firstAt <= beginningMs);
      if (!isWhole || isOver) return null;
      const subscriber = subscribeAt(sink, 0);
      catchUp(subscriber);
      return subscriber;
    },
    joinAfter(sink, cursor) {
      const isBeginning = cursor === options.after && recent.from() === 0;
      const position = recent.after(cursor) ?? (isBeginning ? 0 : null);
      if (position === null || isOver) return null;
      const subscriber = subscribeAt(sink, position);
      subscriber.cursor = cursor;
      catchUp(subscriber);
      return subscriber;
    },
    joinNow: (sink) => subscribeAt(sink, recent.head()),
    transfer(subscriber) {
      subscriber.stream = stream;
      subscriber.position = recent.head();
      add(subscriber);
      if (subscriber.isLeft) release(subscriber);
    },
    resume(subscriber) {
      subscriber.isPaused = false;
      catchUp(subscriber);
    },
    leave,
    moveTo(other) {
      for (const subscriber of [...subscribers]) {
        if (subscriber.position < recent.head()) continue;
        other.transfer(subscriber);
        release(subscriber);
      }
    },
    newest: () => newest,
  };
  return stream;
}

/** A ring of the most recent events, numbered from 0. */
function createRecentEvents() {
  const events: SharedEvent[] = [];
  let from = 0;
  let characters = 0;
  const dropOldest = (): void => {
    characters -= events.shift()?.text.length ?? 0;
    from += 1;
  };
  return {
    /** Number of the oldest event kept. */
    from: () => from,
    /** Number of the next event. */
    head: () => from + events.length,
    at: (number: number) => events[number - from],
    /** Number of the first event after a cursor; null when no event with that cursor is kept. */
    after(cursor: string): number | null {
      const index = events.findLastIndex((event) => event.cursor === cursor);
      return index < 0 ? null : from + index + 1;
    },
    add(event: SharedEvent): void {
      events.push(event);
      characters += event.text.length;
      while (events.length > MAX_RECENT_EVENTS || (characters > MAX_RECENT_CHARACTERS && events.length > 1))
        dropOldest();
    },
    /** Drops all but the newest `count` events. */
    keepNewest(count: number): void {
      while (events.length > count) dropOldest();
    },
  };
}
