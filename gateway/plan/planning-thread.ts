import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';

/** What became of a document in the thread: its plan, or why there is none. */
export type ThreadOutcome =
  | { readonly plan: QueryPlan }
  /** Planning failed; the message is the planner's. */
  | { readonly error: string }
  /** It took longer than it may, or all the memory that the thread may have. */
  | { readonly isOverBudget: true };

/** Plans documents of one supergraph beside the event loop, one at a time. */
export interface PlanningThread {
  /**
   * Plans a document within so many milliseconds, not counting the start of the thread. One that takes longer ends the
   * thread, and the next one starts another. Rejects when the thread cannot run.
   */
  plan(text: string, withinMs: number): Promise<ThreadOutcome>;
  /** Ends the thread; a document in it is over its budget then. */
  close(): Promise<void>;
}

/** The heap that planning may use: the schema takes a quarter of it. */
const MAX_HEAP_MB = 384;
/** A thread that has nothing to do so long gives its memory back. */
const IDLE_MS = 30_000;

interface Started {
  readonly worker: Worker;
  /** Resolves when it can be asked. */
  readonly ready: Promise<'ready'>;
  /** Resolves when the thread is over, with the error that ended it, if one did. */
  readonly ended: Promise<Error | null>;
  isOver: boolean;
}

/** Starts nothing yet: what is planned now and then needs no thread, and one takes a second to start. */
export function createPlanningThread(sdl: string, idleMs = IDLE_MS): PlanningThread {
  let started: Started | null = null;
  let idle: NodeJS.Timeout | undefined;

  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    const last = started;
    started = null;
    await last?.worker.terminate();
  };

  return {
    async plan(text, withinMs) {
      clearTimeout(idle);
      started ??= start(sdl);
      const current = started;
      try {
        const state = await Promise.race([current.ready, current.ended]);
        if (state !== 'ready') throw new Error('The thread that plans could not be started.', { cause: state });
        return await ask(current, text, withinMs);
      } finally {
        if (started === current && current.isOver) started = null;
        idle = setTimeout(() => void stop(), idleMs).unref();
      }
    },
    close: stop,
  };
}

function start(sdl: string): Started {
  const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), {
    name: 'planning',
    workerData: sdl,
    // Those of this process are not a thread's: a test runner's, and those that size its own heap.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 16 },
  });
  // A process ends when its own work is done.
  worker.unref();
  const ready = Promise.withResolvers<'ready'>();
  const ended = Promise.withResolvers<Error | null>();
  const started: Started = { worker, ready: ready.promise, ended: ended.promise, isOver: false };
  const end = (error: Error | null): void => {
    started.isOver = true;
    ended.resolve(error);
  };
  worker.once('message', () => ready.resolve('ready'));
  worker.once('error', (error: unknown) => end(error instanceof Error ? error : new Error(String(error))));
  worker.once('exit', () => end(null));
  return started;
}

async function ask({ worker, ended }: Started, text: string, withinMs: number): Promise<ThreadOutcome> {
  const { promise, resolve } = Promise.withResolvers<ThreadOutcome>();
  worker.once('message', resolve);
  void ended.then(() => resolve({ isOverBudget: true }));
  // What has come meanwhile is read before: this thread may have stood still.
  const timer = setTimeout(() => setImmediate(() => void worker.terminate()), withinMs);
  worker.postMessage(text);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve);
  }
}
