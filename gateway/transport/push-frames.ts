import type { Ending, Pushed, Pushing } from '../subscribe/pushing.ts';
import type { ResultStream } from '../subscribe/subscribe.ts';
import type { SocketSession } from './websocket-session.ts';

/**
 * Writes a shared stream's events to a socket as frames around the one text that all its followers get. The answer is
 * for graphql-ws: it yields nothing, ends when the stream does, and `return` closes it.
 */
export function pushFrames(
  stream: ResultStream & Pushing,
  session: Pick<SocketSession, 'sendNow'>,
  id: string,
): ResultStream {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const { promise, resolve, reject } = Promise.withResolvers<{ done: true; value: undefined }>();
  let pushed: Pushed | null = null;
  const end = (ending: Ending): void => {
    if (ending === null) resolve({ done: true, value: undefined });
    else reject(ending.error);
  };
  const resume = (): void => pushed?.resume();
  return {
    next() {
      pushed ??= stream.push({ next: ({ text }) => session.sendNow(`${head}${text}}`, resume), end });
      return promise;
    },
    async return() {
      if (pushed === null) await stream.return?.();
      else pushed.close();
      resolve({ done: true, value: undefined });
      return promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
