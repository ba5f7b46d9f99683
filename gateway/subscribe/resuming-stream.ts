import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { ResultStream } from './result-stream.ts';

/** How to open and reopen a source stream. */
export interface ResumingSource {
  /** Opens the stream after a cursor; null: where the client asked it to begin. */
  open(after: string | null, signal: AbortSignal): Promise<ResultStream | ExecutionResult>;
  /** The cursor of an event; null on a stream without cursors. */
  cursorOf(event: ExecutionResult): string | null;
  /** Waits before the nth attempt in a row. Rejects when the signal aborts. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
  /** Called once, when the stream has ended. */
  onClose?(): void;
  readonly log: Logger;
  readonly signal: AbortSignal | undefined;
}

/** A source stream that can be reopened on another source. */
export interface ResumingStream extends ResultStream {
  /** Closes the source and reopens it after the last cursor received. */
  move(): void;
  /** Ends it with an error. */
  fail(error: unknown): void;
}

/** Consecutive attempts before a stream is given up: about two minutes with the pauses of `backoff`. */
const MAX_ATTEMPTS = 30;

const END = { done: true, value: undefined } as const;
const MOVED = Symbol('moved');

/**
 * A source stream that survives restarts of its subgraph. After a retryable fault it is reopened after the last cursor
 * received; a stream without cursors starts again from the beginning. Any other error or completion is passed on. If the
 * first attempt to open it fails, there is no retry: the client gets the error at once and can decide.
 */
export async function openResumingStream(source: ResumingSource): Promise<ResumingStream | ExecutionResult> {
  const abort = new AbortController();
  const first = await source.open(null, abort.signal);
  if (!isStream(first)) return first;

  let current: ResultStream = first;
  let cursor: string | null = null;
  let pending: PromiseWithResolvers<IteratorResult<ExecutionResult>> | null = null;
  let failure: { readonly error: unknown } | null = null;
  let isMoving = false;
  let wake: (() => void) | null = null;

  async function close(): Promise<void> {
    if (abort.signal.aborted) return;
    source.signal?.removeEventListener('abort', onAbort);
    abort.abort();
    pending?.resolve(END);
    leaveSource();
    source.onClose?.();
  }
  /** Does not wait: a resolver that never settles must not block closing. */
  const leaveSource = (): void => void Promise.resolve(current.return?.()).catch(() => undefined);
  const onAbort = (): void => void close();
  source.signal?.addEventListener('abort', onAbort, { once: true });
  if (source.signal?.aborted) await close();

  /** The next event; reopens the source as often as needed. */
  async function pull(): Promise<IteratorResult<ExecutionResult>> {
    for (let attempt = 0; ; ) {
      try {
        if (isMoving) await openElsewhere();
        const step = await nextOf(current);
        if (step === MOVED) continue;
        if (step.done) return END;
        const { data, errors } = step.value;
        // An error without data ends the stream; a retryable error with null data is read again after the same cursor.
        if (errors !== undefined && (data === undefined || (data === null && isRetryable(errors[0])))) throw errors[0];
        attempt = 0;
        cursor = source.cursorOf(step.value) ?? cursor;
        if (!isPositionMark(step.value)) return step;
      } catch (error) {
        if (abort.signal.aborted) return END;
        if (!isRetryable(error)) throw error;
        attempt = await reopen(attempt, error);
      }
    }
  }

  async function reopen(attempt: number, error: unknown): Promise<number> {
    if (attempt >= MAX_ATTEMPTS) throw error;
    source.log.warn({ attempt, err: error }, 'A source stream broke; opening it again');
    await source.pause(attempt, abort.signal);
    await open();
    return attempt + 1;
  }

  async function open(): Promise<void> {
    const opened = await source.open(cursor, abort.signal);
    current = isStream(opened)
      ? opened
      : failing(opened.errors?.[0] ?? fault('SUBGRAPH_UNAVAILABLE', 'This stream is not available.'));
    if (abort.signal.aborted) leaveSource();
  }

  async function openElsewhere(): Promise<void> {
    isMoving = false;
    // The source may still be open if it broke and was being reopened when the move was requested.
    leaveSource();
    await open();
  }

  /** The next event, or `MOVED` when the source is to be reopened. An event that arrives meanwhile is read again by cursor. */
  function nextOf(stream: ResultStream): Promise<IteratorResult<ExecutionResult> | typeof MOVED> {
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<ExecutionResult> | typeof MOVED>();
    wake = () => resolve(MOVED);
    stream.next().then(resolve, reject);
    return promise;
  }

  /** Not `Promise.race` with one long-lived promise: it would retain a reaction for every event. */
  function untilClosed(pulled: Promise<IteratorResult<ExecutionResult>>): Promise<IteratorResult<ExecutionResult>> {
    pending = Promise.withResolvers();
    pulled.then(pending.resolve, pending.reject);
    return pending.promise;
  }

  const resuming: ResumingStream = {
    async next() {
      if (failure !== null) {
        const { error } = failure;
        failure = null;
        throw error;
      }
      if (abort.signal.aborted) return END;
      try {
        const step = await untilClosed(pull());
        if (step.done) await close();
        return step;
      } catch (error) {
        await close();
        throw error;
      } finally {
        pending = null;
      }
    },
    move() {
      if (abort.signal.aborted) return;
      isMoving = true;
      leaveSource();
      wake?.();
    },
    fail(error) {
      if (abort.signal.aborted) return;
      if (pending === null) failure = { error };
      else pending.reject(error);
      void close();
    },
    async return() {
      await close();
      return END;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return resuming;
}

/** Exponential backoff from 100 ms to 5 s, with up to a third of jitter so that streams do not all reconnect at once. */
export async function backoff(attempt: number, signal: AbortSignal): Promise<void> {
  const fullMs = Math.min(5_000, 100 * 2 ** attempt);
  await wait(fullMs * (1 - Math.random() / 3), signal);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      resolve();
    },
    { once: true },
  );
  return promise;
}

/** A first message with the start cursor alone, so that a stream opened without `after` can be resumed without a gap. */
const isPositionMark = ({ data, errors, extensions }: ExecutionResult): boolean =>
  data === undefined && errors === undefined && typeof extensions?.['startCursor'] === 'string';

/** Whether the extensions of an error mark it as retryable. */
export const isRetryable = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'extensions' in error &&
  typeof error.extensions === 'object' &&
  error.extensions !== null &&
  'retryable' in error.extensions &&
  error.extensions.retryable === true;

const failing = (error: unknown): ResultStream => ({
  async next() {
    throw error;
  },
  [Symbol.asyncIterator]() {
    return this;
  },
});
