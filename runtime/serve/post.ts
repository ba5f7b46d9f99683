import type { Dispatcher } from 'undici';

/** Larger responses are refused: they would exhaust the memory of the gateway. */
const MAX_RESPONSE_BYTES = 10 * 1024 * 1024;

/** A POST request and the signal that cancels it. */
export interface Post {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** A response with its whole body. */
export interface PostResponse {
  readonly status: number;
  /** The `Date` header: the time of the server; null when it is absent. */
  readonly date: string | null;
  readonly text: string;
}

/**
 * Sends a POST and reads the response as text. `dispatch` needs neither a stream nor a promise but the returned one. Rejects
 * when the connection fails, when the signal aborts, and when the response is larger than 10 MiB.
 */
export function post(dispatcher: Dispatcher, { path, headers, body, signal }: Post): Promise<PostResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<PostResponse>();
  if (signal.aborted) return Promise.reject(new Error('the request was cancelled'));
  let request: Dispatcher.DispatchController | null = null;
  let status = 0;
  let date: string | null = null;
  let size = 0;
  let first: Buffer | null = null;
  const others: Buffer[] = [];
  const cancel = (): void => {
    const reason = new Error('the request was cancelled');
    request?.abort(reason);
    // A request that waits for a connection has no controller yet.
    reject(reason);
  };
  signal.addEventListener('abort', cancel, { once: true });

  dispatcher.dispatch(
    { path, method: 'POST', headers, body },
    {
      onRequestStart(controller) {
        request = controller;
        if (signal.aborted) controller.abort(new Error('the request was cancelled'));
      },
      onResponseStart(_controller, code, headers) {
        status = code;
        date = typeof headers['date'] === 'string' ? headers['date'] : null;
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > MAX_RESPONSE_BYTES) controller.abort(new Error('the response is larger than 10 MiB'));
        else if (first === null) first = chunk;
        else others.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', cancel);
        resolve({ status, date, text: textOf(first, others) });
      },
      onResponseError(_controller, error) {
        signal.removeEventListener('abort', cancel);
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
