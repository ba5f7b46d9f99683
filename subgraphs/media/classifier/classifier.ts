import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { ClassifyRequest } from './classify-thread.ts';

const THREAD = new URL('./classify-thread.ts', import.meta.url);
const PACKAGE = fileURLToPath(new URL('./node_modules/nsfwjs/package.json', import.meta.url));
/** Of one image, the start of the model included. */
const TIME_LIMIT_MS = 30_000;
/** All labels together, but for rounding. */
const MIN_SUM = 0.99;

const NAMES = ['DRAWING', 'HENTAI', 'NEUTRAL', 'PORN', 'SEXY'] as const;

/** What a model finds in an image, and how sure it is, from 0 to 1. */
export interface ImageLabel {
  readonly name: (typeof NAMES)[number];
  readonly score: number;
}

/** A model in a thread of its own, which is started with the first image. */
export interface Classifier {
  /**
   * The labels of an image that this system has encoded, the highest score first. One image at a time.
   *
   * @throws an Error when the model cannot be used or takes too long: then nothing is known about the image.
   */
  classify(path: string): Promise<readonly ImageLabel[]>;
  close(): Promise<void>;
}

const REPLY = z.union([
  z.object({ id: z.number(), error: z.string() }),
  z.object({
    id: z.number(),
    labels: z
      .array(z.object({ name: z.enum(NAMES), score: z.number().min(0).max(1) }))
      .length(NAMES.length)
      // A model that computes nonsense must not pass a file.
      .refine((labels) => labels.reduce((sum, { score }) => sum + score, 0) >= MIN_SUM),
  }),
]);

/** Whether the optional packages are there: `npm ci --prefix subgraphs/media/classifier`. */
export const isClassifierInstalled = (): boolean => existsSync(PACKAGE);

/** Opens the classifier. `thread` is another module of the same protocol, for tests. */
export function openClassifier({ thread = THREAD, timeLimitMs = TIME_LIMIT_MS } = {}): Classifier {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  const stop = async (): Promise<void> => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };

  async function ask(path: string): Promise<readonly ImageLabel[]> {
    // Its libraries print a banner: what it prints is not ours.
    worker ??= new Worker(thread, { stdout: true, stderr: true });
    const running = worker;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const fail = (error: unknown): void => reject(error);
    const ended = (): void => reject(new Error('the thread of the classifier ended'));
    const timer = setTimeout(() => reject(new Error('the classifier takes too long')), timeLimitMs);
    running.once('message', resolve).once('error', fail).once('exit', ended);
    try {
      count += 1;
      running.postMessage({ id: count, path } satisfies ClassifyRequest);
      const reply = REPLY.parse(await promise);
      if ('error' in reply) throw new Error(reply.error);
      return reply.labels.sort((a, b) => b.score - a.score);
    } catch (error) {
      // The next image gets a thread that knows nothing of this one.
      await stop();
      throw new Error('the classifier cannot be used', { cause: error });
    } finally {
      clearTimeout(timer);
      running.off('message', resolve).off('error', fail).off('exit', ended);
    }
  }

  return {
    classify(path) {
      const result = last.then(() => ask(path));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      await stop();
    },
  };
}
