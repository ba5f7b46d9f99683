import type { Ending, EventSink, Pushing, SharedEvent } from './pushing.ts';
import type { Seat } from './shared-stream.ts';
import type { ResultStream } from './subscribe.ts';

/** A follower of a shared stream, before and after it is known how its events are wanted: pulled, or pushed. */
export interface Mailbox {
  readonly sink: EventSink;
  /** The stream as a transport takes it. */
  open(seat: Seat, signal: AbortSignal | undefined): ResultStream & Pushing;
}

const END = { done: true, value: undefined } as const;

/** A mailbox that holds one event at the most; whatever else comes is kept by the shared stream. */
export function createMailbox(): Mailbox {
  let held: SharedEvent | null = null;
  let ending: Ending | undefined;
  let waiting: { resolve(step: IteratorResult<SharedEvent['result']>): void; reject(error: unknown): void } | null =
    null;
  let pushedTo: EventSink | null = null;

  const sink: EventSink = {
    next(event) {
      if (pushedTo !== null) return pushedTo.next(event);
      if (waiting === null) held = event;
      else {
        waiting.resolve({ done: false, value: event.result });
        waiting = null;
      }
      return false;
    },
    end(given) {
      ending = given;
      if (pushedTo !== null) return pushedTo.end(given);
      if (given === null) waiting?.resolve(END);
      else waiting?.reject(given.error);
      waiting = null;
    },
  };

  function open(seat: Seat, signal: AbortSignal | undefined): ResultStream & Pushing {
    const resume = (): void => {
      if (!seat.isLeft) seat.stream.resume(seat);
    };
    const close = (): void => {
      signal?.removeEventListener('abort', close);
      if (!seat.isLeft) seat.stream.leave(seat);
      waiting?.resolve(END);
      waiting = null;
    };
    if (signal?.aborted) close();
    else signal?.addEventListener('abort', close, { once: true });

    return {
      async next() {
        if (held !== null) {
          const { result } = held;
          held = null;
          return { done: false, value: result };
        }
        if (seat.isLeft) return END;
        if (ending !== undefined) {
          close();
          if (ending === null) return END;
          throw ending.error;
        }
        const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<SharedEvent['result']>>();
        waiting = { resolve, reject };
        resume();
        return await promise;
      },
      async return() {
        close();
        return END;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      push(given) {
        pushedTo = given;
        const first = held;
        held = null;
        if (first !== null && !given.next(first)) return { resume, close };
        if (ending === undefined) resume();
        else given.end(ending);
        return { resume, close };
      },
    };
  }

  return { sink, open };
}
