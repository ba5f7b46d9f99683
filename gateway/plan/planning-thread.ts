import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';

/** The outcome of planning a document in the thread: its plan, or why there is none. */
export type ThreadOutcome =
  | { readonly plan: QueryPlan }
  /** Planning failed; the message is the planner's. */
  | { readonly error: string }
  /** It exceeded its time, or the memory of the thread. */
  | { readonly isOverBudget: true };

/** Plans documents of one supergraph in a worker thread, one at a time. */
export interface PlanningThread {
  /**
   * Plans a document within `withinMs`, not counting the start of the thread. A document that takes longer terminates the
   * thread; the next document starts another. Rejects when the thread cannot run.
   */
  plan(text: string, withinMs: number): Promise<ThreadOutcome>;
  /** Terminates the thread; a document that is being planned counts as over budget. */
  close(): Promise<void>;
}

/** Maximum heap of the thread; the schema takes about a quarter of it. */
const MAX_HEAP_MB = 384;
/** An idle thread is terminated after this time to free its memory. */
const IDLE_MS = 30_000;

interface Started {
  readonly worker: Worker;
  /** Resolves when the thread can plan. */
  readonly ready: Promise<'ready'>;
  /** Resolves when the thread has exited, with the error that caused it, if any. */
  readonly ended: Promise<Error | null>;
  isOver: boolean;
}

/** Starts the thread on first use: many gateways never need it, and it takes a second to start. */
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
    // Not inherited: flags of a test runner, or of the main heap, do not suit a thread.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 16 },
  });
  // The thread must not keep the process alive.
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
  // Messages that have arrived are handled before the timeout: this event loop may have been blocked.
  const timer = setTimeout(() => setImmediate(() => void worker.terminate()), withinMs);
  worker.postMessage(text);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', resolve);
  }
}
