import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { ResultStream } from './result-stream.ts';

/** How to open a source stream, and how to take it up again. */
export interface ResumingSource {
  /** Opens the stream after a cursor; null: where the client asked to begin. */
  open(after: string | null, signal: AbortSignal): Promise<ResultStream | ExecutionResult>;
  /** The cursor an event carries; null on a stream that has none. */
  cursorOf(event: ExecutionResult): string | null;
  /** Waits before the nth attempt in a row. Rejects when the signal aborts. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
  /** Called once, when the stream is over. */
  onClose?(): void;
  readonly log: Logger;
  readonly signal: AbortSignal | undefined;
}

/** A source stream whose holder may take it elsewhere. */
export interface ResumingStream extends ResultStream {
  /** Leaves the source, and opens it again after the last cursor that came through. */
  move(): void;
  /** Ends it with an error. */
  fail(error: unknown): void;
}

/** Attempts in a row before a stream is given up; with the pauses of `backoff` about two minutes. */
const MAX_ATTEMPTS = 30;

const END = { done: true, value: undefined } as const;
const MOVED = Symbol('moved');

/**
 * A source stream that survives its subgraph. When it breaks with a retryable fault it is opened again after the last
 * cursor that came through; a stream without cursors begins anew. Any other end is passed on. The first opening is
 * not repeated: the client is told at once, and can decide.
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
  /** A resolver that never settles must not hold up who leaves it. */
  const leaveSource = (): void => void Promise.resolve(current.return?.()).catch(() => undefined);
  const onAbort = (): void => void close();
  source.signal?.addEventListener('abort', onAbort, { once: true });
  if (source.signal?.aborted) await close();

  /** The next event, reopening as often as needed. */
  async function pull(): Promise<IteratorResult<ExecutionResult>> {
    for (let attempt = 0; ; ) {
      try {
        if (isMoving) await openElsewhere();
        const step = await nextOf(current);
        if (step === MOVED) continue;
        if (step.done) return END;
        const { data, errors } = step.value;
        // Without data it is the stream's last word; a retryable null may be read again, after the same cursor.
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
    // Not left yet, if the source had broken and was just being opened again.
    leaveSource();
    await open();
  }

  /** The next event, or `MOVED` when it is to come from elsewhere. What came with the move is read again by its cursor. */
  function nextOf(stream: ResultStream): Promise<IteratorResult<ExecutionResult> | typeof MOVED> {
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<ExecutionResult> | typeof MOVED>();
    wake = () => resolve(MOVED);
    stream.next().then(resolve, reject);
    return promise;
  }

  /** Not `Promise.race` with one long-lived promise: that would keep a reaction for every event. */
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

/** Waits 100 ms, twice as long each time up to 5 s, each up to a third shorter, so that many streams do not return at once. */
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

/** A first message that only tells where a stream without `after` begins, so that it too can be resumed without a gap. */
const isPositionMark = ({ data, errors, extensions }: ExecutionResult): boolean =>
  data === undefined && errors === undefined && typeof extensions?.['startCursor'] === 'string';

/** Whether an error says that the same may succeed later. */
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
