import { Worker } from 'node:worker_threads';
import type { PdfDocument, PdfResult } from './pdf-document.ts';

/** Renders documents in a thread of its own, one after the other, so that none delays other requests. */
export interface PdfRenderer {
  /** Resolves to `over-budget` when the document takes longer than it may; rejects when the thread cannot run. */
  render(document: PdfDocument): Promise<PdfResult>;
  /** Terminates the thread. */
  close(): Promise<void>;
}

/** A document of ten pages takes less than a second; what takes longer than this is terminated. */
const TIMEOUT_MS = 5_000;
/** An idle thread is terminated after this time to free its memory. */
const IDLE_MS = 30_000;
/** Documents that wait for the thread; further ones are refused as over budget. */
const MAX_WAITING = 50;
const MAX_HEAP_MB = 192;

interface Started {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  /** Resolves when the thread has exited. */
  readonly ended: Promise<void>;
}

/** Creates a renderer, whose thread starts when it is first used. */
export function createPdfRenderer({ timeoutMs = TIMEOUT_MS, idleMs = IDLE_MS } = {}): PdfRenderer {
  let started: Started | null = null;
  let idle: NodeJS.Timeout | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const stop = async (): Promise<void> => {
    clearTimeout(idle);
    const current = started;
    started = null;
    await current?.worker.terminate();
  };

  const renderNext = async (document: PdfDocument): Promise<PdfResult> => {
    clearTimeout(idle);
    started ??= start();
    const current = started;
    void current.ended.then(() => {
      if (started === current) started = null;
    });
    try {
      return await ask(current, document, timeoutMs);
    } finally {
      idle = setTimeout(() => void stop(), idleMs).unref();
    }
  };

  return {
    async render(document) {
      if (waiting >= MAX_WAITING) return { kind: 'over-budget' };
      waiting += 1;
      const result = last.then(() => renderNext(document));
      last = result.catch(() => undefined);
      try {
        return await result;
      } finally {
        waiting -= 1;
      }
    },
    close: stop,
  };
}

function start(): Started {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    name: 'pdf',
    // Not inherited: flags of a test runner, or of the main heap, do not suit a thread.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 16 },
  });
  // The thread must not keep the process alive.
  worker.unref();
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  worker.once('message', () => ready.resolve());
  worker.on('error', (error: unknown) => ready.reject(error));
  worker.once('exit', () => {
    ready.reject(new Error('The thread that renders documents has ended.'));
    ended.resolve();
  });
  // Whoever renders hears of it.
  ready.promise.catch(() => undefined);
  return { worker, ready: ready.promise, ended: ended.promise };
}

type Message = { readonly result: PdfResult } | { readonly error: string };

async function ask({ worker, ready, ended }: Started, document: PdfDocument, timeoutMs: number): Promise<PdfResult> {
  await ready;
  const { promise, resolve, reject } = Promise.withResolvers<PdfResult>();
  const onMessage = (message: Message) =>
    'result' in message ? resolve(message.result) : reject(new Error(`A document was not rendered: ${message.error}`));
  worker.once('message', onMessage);
  void ended.then(() => resolve({ kind: 'over-budget' }));
  // Messages that have arrived are handled before the timeout: this event loop may have been blocked.
  const timer = setTimeout(() => setImmediate(() => void worker.terminate()), timeoutMs);
  worker.postMessage(document);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', onMessage);
  }
}
