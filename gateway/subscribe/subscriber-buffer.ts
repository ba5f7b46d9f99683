import type { RequestScope } from '../operation/request-scope.ts';
import type { Ending, EventSink, Pushed, Pushing, SharedEvent } from './pushing.ts';
import type { ResultStream } from './result-stream.ts';
import type { Subscriber } from './shared-stream.ts';

/** Receives the events of a shared stream for one subscriber, until its transport decides to pull or to be pushed to. */
export interface SubscriberBuffer {
  readonly sink: EventSink;
  /** The stream for a transport. A pulled stream also ends when the scope's signal aborts; a pushed one only on `close`. */
  open(subscriber: Subscriber, scope: Pick<RequestScope, 'signal'>): ResultStream & Pushing;
}

type Step = IteratorResult<SharedEvent['result']>;

const END = { done: true, value: undefined } as const;

/** Holds at most one event; the shared stream keeps the rest. */
export function createSubscriberBuffer(): SubscriberBuffer {
  let buffered: SharedEvent | null = null;
  let ending: Ending | undefined;
  let waiting: { resolve(step: Step): void; reject(error: unknown): void } | null = null;

  const sink: EventSink = {
    next(event) {
      if (waiting === null) buffered = event;
      else {
        waiting.resolve({ done: false, value: event.result });
        waiting = null;
      }
      return false;
    },
    end(given) {
      ending = given;
      if (given === null) waiting?.resolve(END);
      else waiting?.reject(given.error);
      waiting = null;
    },
  };

  function open(subscriber: Subscriber, scope: Pick<RequestScope, 'signal'>): ResultStream & Pushing {
    let signal: AbortSignal | undefined;
    const close = (): void => {
      signal?.removeEventListener('abort', close);
      leave(subscriber);
      waiting?.resolve(END);
      waiting = null;
    };
    /** Called on the first pull: subscribers that are pushed to do not need a signal listener each. */
    const observeSignal = (): void => {
      if (signal !== undefined) return;
      signal = scope.signal;
      if (signal?.aborted) close();
      else signal?.addEventListener('abort', close, { once: true });
    };

    return {
      async next() {
        observeSignal();
        if (buffered !== null) {
          const { result } = buffered;
          buffered = null;
          return { done: false, value: result };
        }
        if (subscriber.isLeft) return END;
        if (ending !== undefined) {
          close();
          if (ending === null) return END;
          throw ending.error;
        }
        const { promise, resolve, reject } = Promise.withResolvers<Step>();
        waiting = { resolve, reject };
        resume(subscriber);
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
        const first = buffered;
        buffered = null;
        return push(subscriber, given, first, ending);
      },
    };
  }

  return { sink, open };
}

/** Connects the subscriber directly to `sink`; the buffer is not used any more. */
function push(subscriber: Subscriber, sink: EventSink, first: SharedEvent | null, ending: Ending | undefined): Pushed {
  subscriber.sink = sink;
  if (first === null || sink.next(first)) {
    if (ending === undefined) resume(subscriber);
    else sink.end(ending);
  }
  return { resume: () => resume(subscriber), close: () => leave(subscriber) };
}

function resume(subscriber: Subscriber): void {
  if (!subscriber.isLeft) subscriber.stream.resume(subscriber);
}

function leave(subscriber: Subscriber): void {
  if (!subscriber.isLeft) subscriber.stream.leave(subscriber);
}
