import type { Dispatcher } from 'undici';

/** Answers beyond this are refused: they would exhaust the gateway. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** What is sent, and until when. */
export interface Post {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** An answer, read to its end. */
export interface PostAnswer {
  readonly status: number;
  /** The server's own time, as its `Date` header says it; null when it says none. */
  readonly date: string | null;
  readonly text: string;
}

/**
 * Sends a POST and reads the answer as text, through `dispatch`: no stream and no promise but the one that is returned.
 * Rejects when the connection fails, when the signal speaks, and when the answer is larger than 10 MiB.
 */
export function post(dispatcher: Dispatcher, { path, headers, body, signal }: Post): Promise<PostAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  if (signal.aborted) return Promise.reject(new Error('the request was given up'));
  let request: Dispatcher.DispatchController | null = null;
  let status = 0;
  let date: string | null = null;
  let size = 0;
  let first: Buffer | null = null;
  const others: Buffer[] = [];
  const giveUp = (): void => {
    const reason = new Error('the request was given up');
    request?.abort(reason);
    // One that waits for a connection has no controller yet.
    reject(reason);
  };
  signal.addEventListener('abort', giveUp, { once: true });

  dispatcher.dispatch(
    { path, method: 'POST', headers, body },
    {
      onRequestStart(controller) {
        request = controller;
        if (signal.aborted) controller.abort(new Error('the request was given up'));
      },
      onResponseStart(_controller, code, headers) {
        status = code;
        date = typeof headers['date'] === 'string' ? headers['date'] : null;
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) controller.abort(new Error('the answer is larger than 10 MiB'));
        else if (first === null) first = chunk;
        else others.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', giveUp);
        resolve({ status, date, text: textOf(first, others) });
      },
      onResponseError(_controller, error) {
        signal.removeEventListener('abort', giveUp);
        reject(error);
      },
    },
  );
  return promise;
}

function textOf(first: Buffer | null, others: readonly Buffer[]): string {
  if (first === null) return '';
  return others.length === 0 ? first.toString('utf8') : Buffer.concat([first, ...others]).toString('utf8');
}
