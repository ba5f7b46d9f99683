import type { EventStream } from './open-events.ts';
import type { Ending, EventSink, SharedEvent } from './pushing.ts';

/** One follower's place in a shared stream; may be moved from one stream to another. */
export interface Seat {
  sink: EventSink;
  stream: SharedStream;
  /** Number of the next event it is to get. */
  position: number;
  isPaused: boolean;
  /** Cursor of the last event that it got. */
  cursor: string | null;
  /** Set when the stream is over, and the seat is still to get what was before. */
  ending: Ending | undefined;
  /** Whether the follower has left, wherever the seat stood. */
  isLeft: boolean;
}

/** One upstream, followed by many. */
export interface SharedStream {
  /** Adds a follower who is to get everything from the beginning; null when that is not kept any more. */
  joinAtBeginning(sink: EventSink): Seat | null;
  /** Adds a follower who is to get everything after a cursor; null when this stream cannot tell what that is. */
  joinAfter(sink: EventSink, cursor: string): Seat | null;
  /** Adds a follower who is to get what comes from now on. */
  joinNow(sink: EventSink): Seat;
  /** Takes over a seat that has got everything up to where this stream stands. */
  adopt(seat: Seat): void;
  /** Delivers what a follower has missed who can take more again. */
  resume(seat: Seat): void;
  /** Takes a follower out; without any the upstream is closed. */
  leave(seat: Seat): void;
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
  /** Takes a seat on whose next event is not kept any more; false: it is to go on with the newest. */
  onBehind(seat: Seat): boolean;
  /** Called once, when the upstream is over or nobody follows any more. */
  onOver(stream: SharedStream): void;
}

/** Events kept for followers who are slow, and the most characters of them. */
const KEPT_EVENTS = 1_000;
const KEPT_CHARACTERS = 4_000_000;

/**
 * Follows `source` for everyone who joins, from the first of them on. Each event is executed and serialised once. Who cannot keep up is passed
 * over, and catches up later from what is kept: nothing is queued for anybody.
 */
export function createSharedStream(options: SharedStreamOptions): SharedStream {
  const { source, clock, beginningMs } = options;
  const seats = new Set<Seat>();
  const kept = createKeptEvents();
  let firstAt: number | null = null;
  let newest: readonly [SharedEvent | null, SharedEvent | null] = [null, null];
  let isRunning = false;
  let isOver = false;

  function give(seat: Seat, event: SharedEvent): void {
    seat.position += 1;
    seat.cursor = event.cursor;
    if (!seat.sink.next(event)) seat.isPaused = true;
  }

  function take(event: SharedEvent): void {
    firstAt ??= clock();
    newest = [event, newest[0]];
    kept.add(event);
    let isAnyoneBehind = false;
    for (const seat of seats)
      if (seat.isPaused) isAnyoneBehind = true;
      else give(seat, event);
    // Ten thousand topics that one client each follows would be ten thousand logs, which the source has anyway.
    if (seats.size < 2 && !isAnyoneBehind && event.cursor !== null) kept.forgetAllBut(1);
    options.onEvent(stream);
  }

  function finish(ending: Ending): void {
    if (isOver) return;
    isOver = true;
    options.onOver(stream);
    for (const seat of [...seats]) {
      seat.ending = ending;
      if (!seat.isPaused) catchUp(seat);
    }
  }

  async function run(): Promise<void> {
    try {
      for (;;) {
        const step = await source.next();
        if (isOver) return;
        if (step.done) return finish(null);
        take({ ...step.value, text: JSON.stringify(step.value.result) });
      }
    } catch (error) {
      finish({ error });
    }
  }

  function leave(seat: Seat): void {
    seat.isLeft = true;
    release(seat);
  }

  function release(seat: Seat): void {
    if (!seats.delete(seat) || seats.size > 0 || isOver) return;
    isOver = true;
    options.onOver(stream);
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }

  function catchUp(seat: Seat): void {
    while (!seat.isPaused && seats.has(seat)) {
      if (seat.position < kept.from()) {
        if (options.onBehind(seat)) {
          release(seat);
          return;
        }
        seat.position = kept.head() - 1;
      }
      const event = kept.at(seat.position);
      if (event === undefined) break;
      give(seat, event);
    }
    if (seat.isPaused || seat.ending === undefined || !seats.delete(seat)) return;
    seat.sink.end(seat.ending);
  }

  const seatAt = (sink: EventSink, position: number): Seat => {
    const seat: Seat = {
      sink,
      stream,
      position,
      isPaused: false,
      cursor: newest[0]?.cursor ?? null,
      ending: undefined,
      isLeft: false,
    };
    sit(seat);
    return seat;
  };

  /** The source is read from when somebody listens: what came earlier would be lost. */
  const sit = (seat: Seat): void => {
    seats.add(seat);
    if (isRunning) return;
    isRunning = true;
    void run();
  };

  const stream: SharedStream = {
    joinAtBeginning(sink) {
      const isWhole = kept.from() === 0 && (firstAt === null || clock() - firstAt <= beginningMs);
      if (!isWhole || isOver) return null;
      const seat = seatAt(sink, 0);
      catchUp(seat);
      return seat;
    },
    joinAfter(sink, cursor) {
      const isBeginning = cursor === options.after && kept.from() === 0;
      const position = kept.after(cursor) ?? (isBeginning ? 0 : null);
      if (position === null || isOver) return null;
      const seat = seatAt(sink, position);
      seat.cursor = cursor;
      catchUp(seat);
      return seat;
    },
    joinNow: (sink) => seatAt(sink, kept.head()),
    adopt(seat) {
      seat.stream = stream;
      seat.position = kept.head();
      sit(seat);
      if (seat.isLeft) release(seat);
    },
    resume(seat) {
      seat.isPaused = false;
      catchUp(seat);
    },
    leave,
    moveTo(other) {
      for (const seat of [...seats]) {
        if (seat.position < kept.head()) continue;
        other.adopt(seat);
        release(seat);
      }
    },
    newest: () => newest,
  };
  return stream;
}

/** The latest events, numbered from 0. */
function createKeptEvents() {
  const events: SharedEvent[] = [];
  let from = 0;
  let characters = 0;
  const forgetOne = (): void => {
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
      while (events.length > KEPT_EVENTS || (characters > KEPT_CHARACTERS && events.length > 1)) forgetOne();
    },
    /** Keeps so many of the newest. */
    forgetAllBut(count: number): void {
      while (events.length > count) forgetOne();
    },
  };
}
