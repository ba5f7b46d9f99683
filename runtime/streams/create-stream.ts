/** The last result of a stream. */
export const DONE = { done: true, value: undefined } as const;

/**
 * A stream of what `pull` yields, one call at a time however many `next` wait. Not an async generator: those queue
 * `return` behind a pending `next`, and a quiet stream would never close. Here `return` settles a waiting `next` at once.
 *
 * `onEnd` runs once, when the stream is returned, is done, or fails; `return` waits for the promise it may give.
 */
export function createStream<Item>(
  pull: () => Promise<IteratorResult<Item>>,
  onEnd: () => Promise<void> | void,
): AsyncIterableIterator<Item> {
  let isOpen = true;
  let ending: Promise<void> | void;
  let lastPull: Promise<void> = Promise.resolve();
  const waiting = new Set<(result: IteratorResult<Item>) => void>();
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const resolve of waiting) resolve(DONE);
    waiting.clear();
    ending = onEnd();
  };
  const take = async (resolve: (result: IteratorResult<Item>) => void, reject: (error: unknown) => void) => {
    if (!isOpen) return;
    const { settle, isLast } = await pull().then(
      (result) => ({ settle: () => resolve(result), isLast: result.done === true }),
      (error: unknown) => ({ settle: () => reject(error), isLast: true }),
    );
    waiting.delete(resolve);
    settle();
    if (isLast) end();
  };
  return {
    next() {
      if (!isOpen) return Promise.resolve(DONE);
      return new Promise((resolve, reject) => {
        waiting.add(resolve);
        lastPull = lastPull.then(() => take(resolve, reject));
      });
    },
    async return() {
      end();
      await ending;
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
