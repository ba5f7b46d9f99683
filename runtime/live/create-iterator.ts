/** The last answer of an iterator. */
export const DONE = { done: true, value: undefined } as const;

/**
 * An iterator over what `step` answers, one step at a time however many `next` wait. `return` takes effect at once, also
 * for a `next` that waits. `ended` runs once, when the iterator is returned, is done, or fails.
 */
export function createIterator<Item>(
  step: () => Promise<IteratorResult<Item>>,
  ended: () => void,
): AsyncIterableIterator<Item> {
  let open = true;
  let turn: Promise<void> = Promise.resolve();
  const waiting = new Set<(answer: IteratorResult<Item>) => void>();
  const end = (): void => {
    if (!open) return;
    open = false;
    for (const answer of waiting) answer(DONE);
    waiting.clear();
    ended();
  };
  const take = async (resolve: (answer: IteratorResult<Item>) => void, reject: (error: unknown) => void) => {
    if (!open) return;
    const settled = await step().then(
      (answer) => ({ tell: () => resolve(answer), isLast: answer.done === true }),
      (error: unknown) => ({ tell: () => reject(error), isLast: true }),
    );
    waiting.delete(resolve);
    settled.tell();
    if (settled.isLast) end();
  };
  return {
    next() {
      if (!open) return Promise.resolve(DONE);
      return new Promise((resolve, reject) => {
        waiting.add(resolve);
        turn = turn.then(() => take(resolve, reject));
      });
    },
    async return() {
      end();
      return DONE;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
