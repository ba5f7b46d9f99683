import type { EventStream } from './open-events.ts';
import type { Ending, EventSink, SharedEvent } from './pushing.ts';

/** One follower's place in a shared stream; may be moved from one stream to another. */
export interface Subscriber {
  sink: EventSink;
  stream: SharedStream;
  /** Number of the next event it is to get. */
  position: number;
  isPaused: boolean;
  /** Cursor of the last event that it got. */
  cursor: string | null;
  /** Set when the stream is over, and the subscriber is still to get what was before. */
  ending: Ending | undefined;
  /** Whether the follower has left, wherever the subscriber stood. */
  isLeft: boolean;
}

/** One upstream, followed by many. */
export interface SharedStream {
  /** Adds a follower who is to get everything from the beginning; null when that is not kept any more. */
  joinAtBeginning(sink: EventSink): Subscriber | null;
  /** Adds a follower who is to get everything after a cursor; null when this stream cannot tell what that is. */
  joinAfter(sink: EventSink, cursor: string): Subscriber | null;
  /** Adds a follower who is to get what comes from now on. */
  joinNow(sink: EventSink): Subscriber;
  /** Takes over a subscriber that has got everything up to where this stream stands. */
  transfer(subscriber: Subscriber): void;
  /** Delivers what a follower has missed who can take more again. */
  resume(subscriber: Subscriber): void;
  /** Takes a follower out; without any the upstream is closed. */
  leave(subscriber: Subscriber): void;
  /** Gives whoever has got everything so far to another stream that stands at the same event. */
  moveTo(other: SharedStream): void;
  /** The last two events, newest first. */
  newest(): readonly [SharedEvent | null, SharedEvent | null];
}

/** What a shared stream is made of. */
export interface SharedStreamOptions {
  readonly source: EventStream;
  /** The cursor that the source begins after; null: it begins where it likes. */
  readonly after: string | null;
  /** Milliseconds of any clock that only goes forwards. */
  readonly clock: () => number;
  /** How long after its first event the beginning is kept for who comes late. */
  readonly beginningMs: number;
  /** Called after each event. */
  onEvent(stream: SharedStream): void;
  /** Takes a subscriber on whose next event is not kept any more; false: it is to go on with the newest. */
  onBehind(subscriber: Subscriber): boolean;
  /** Called once, when the upstream is over or nobody follows any more. */
  onOver(stream: SharedStream): void;
}

/** Events kept for followers who are slow, and the most characters of them. */
const MAX_RECENT_EVENTS = 1_000;
const MAX_RECENT_CHARACTERS = 4_000_000;

/**
 * Follows `source` for everyone who joins, from the first of them on. Each event is executed and serialised once. Who cannot keep up is passed
 * over, and catches up later from what is kept: nothing is queued for anybody.
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
    // Ten thousand topics that one client each follows would be ten thousand logs, which the source has anyway.
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

  /** The source is read from when somebody listens: what came earlier would be lost. */
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

/** The latest events, numbered from 0. */
function createRecentEvents() {
  const events: SharedEvent[] = [];
  let from = 0;
  let characters = 0;
  const dropOldest = (): void => {
    characters -= events.shift()?.text.length ?? 0;
    from += 1;
  };
  return {
    /** Number of the oldest that is kept. */
    from: () => from,
    /** Number of the next to come. */
    head: () => from + events.length,
    at: (number: number) => events[number - from],
    /** Number of the first behind a cursor; null when no event that is kept stands there. */
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
    /** Keeps so many of the newest. */
    keepNewest(count: number): void {
      while (events.length > count) dropOldest();
    },
  };
}
