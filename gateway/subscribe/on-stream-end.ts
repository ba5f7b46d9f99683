import type { EventSink, Pushed, Pushing } from './pushing.ts';
import type { ResultStream } from './result-stream.ts';

/** The same stream; `onEnd` is called once when it is over, whichever side ended it. */
export function onStreamEnd(stream: ResultStream, onEnd: () => void): ResultStream {
  const end = once(onEnd);
  return {
    ...(stream.push === undefined ? {} : { push: endingPush(stream.push, end) }),
    async next() {
      try {
        const step = await stream.next();
        if (step.done) end();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await stream.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

// Functions of their own: a closure retains every variable that any closure of the same function uses, and a pushed
// stream would retain all that only a pulled one needs for as long as it is open.

const endingPush =
  (push: Pushing['push'], end: () => void): Pushing['push'] =>
  (sink) =>
    endingPushed(push(endingSink(sink, end)), end);

const endingSink = (sink: EventSink, onEnd: () => void): EventSink => ({
  // Keeps the sink's own `next`, which saves a call for each event and subscriber.
  ...sink,
  end(ending) {
    onEnd();
    sink.end(ending);
  },
});

const endingPushed = ({ resume, close }: Pushed, onEnd: () => void): Pushed => ({
  resume,
  close() {
    onEnd();
    close();
  },
});

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
