import type { KeptLease } from './leases.ts';

/** The same stream; `ended` runs once, whichever side ends it. */
export function onEnd<Item>(source: AsyncIterableIterator<Item>, ended: () => void): AsyncIterableIterator<Item> {
  let open = true;
  const close = (): void => {
    if (open) ended();
    open = false;
  };
  return {
    async next() {
      try {
        const step = await source.next();
        if (step.done) close();
        return step;
      } catch (error) {
        close();
        throw error;
      }
    },
    async return() {
      close();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The same stream; the lease lapses with it. */
export const withLease = <Item>(source: AsyncIterableIterator<Item>, lease: KeptLease): AsyncIterableIterator<Item> =>
  onEnd(source, () => void lease.close());

/** Each item becomes any number of others. What `step` throws ends the source, too. */
export function expand<In, Out>(
  source: AsyncIterableIterator<In>,
  step: (item: In) => Promise<readonly Out[]>,
): AsyncIterableIterator<Out> {
  let ready: readonly Out[] = [];
  return {
    async next() {
      for (;;) {
        const [first, ...rest] = ready;
        if (ready.length > 0) {
          ready = rest;
          // as: the list is not empty, so its first item is there, undefined or not.
          return { done: false, value: first as Out };
        }
        const taken = await source.next();
        if (taken.done) return { done: true, value: undefined };
        try {
          ready = await step(taken.value);
        } catch (error) {
          await source.return?.();
          throw error;
        }
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
