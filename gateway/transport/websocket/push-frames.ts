import type { EventSink, Pushed, Pushing, SharedEvent } from '../../subscribe/pushing.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';
import { type EventFrames, openingOf } from './event-frames.ts';
import { type SocketSession, sendNow } from './websocket-session.ts';

/** Writes the events of a shared stream to one socket. A record with a shared function is faster to call than a closure. */
interface FrameSink extends EventSink, Pick<SocketSession, 'webSocket' | 'raw'> {
  readonly frames: EventFrames;
  readonly opening: string;
  resume(): void;
}

/**
 * Writes the events of a shared stream to a socket, as frames with the bytes that all subscribers get. The returned stream
 * is for graphql-ws: it yields nothing, ends when the shared stream does, and `return` closes it.
 */
export function pushFrames(
  stream: ResultStream & Pushing,
  { webSocket, raw }: Pick<SocketSession, 'webSocket' | 'raw'>,
  id: string,
  frames: EventFrames,
): ResultStream {
  const { promise, resolve, reject } = Promise.withResolvers<{ done: true; value: undefined }>();
  /** Null once it is pushed, so that what only pulling needs can be collected. */
  let unpushed: (ResultStream & Pushing) | null = stream;
  let pushed: Pushed | null = null;
  const push = (to: ResultStream & Pushing): Pushed => {
    const sink: FrameSink = {
      webSocket,
      raw,
      frames,
      opening: openingOf(id),
      next: writeEvent,
      end(ending) {
        if (ending === null) resolve({ done: true, value: undefined });
        else reject(ending.error);
      },
      resume: () => pushed?.resume(),
    };
    return to.push(sink);
  };
  return {
    next() {
      if (unpushed !== null) pushed = push(unpushed);
      unpushed = null;
      return promise;
    },
    async return() {
      await unpushed?.return?.();
      unpushed = null;
      pushed?.close();
      resolve({ done: true, value: undefined });
      return promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function writeEvent(this: FrameSink, event: SharedEvent): boolean {
  return sendNow(this, this.frames.of(event, this.opening), this.resume);
}
