import { createIterator, DONE } from './create-iterator.ts';
import type { KeptLease } from './leases.ts';
import { keepStart } from './start-cursor.ts';

/** Nobody is left to tell when closing fails. */
const closeQuietly = (source: AsyncIterableIterator<unknown>): void => {
  source.return?.().catch(() => undefined);
};

/** The same stream; `ended` runs once, whichever side ends it. */
export const onEnd = <Item>(source: AsyncIterableIterator<Item>, ended: () => void): AsyncIterableIterator<Item> =>
  keepStart(
    source,
    createIterator(
      () => source.next(),
      () => {
        closeQuietly(source);
        ended();
      },
    ),
  );

/** The same stream; the lease lapses with it. */
export const withLease = <Item>(source: AsyncIterableIterator<Item>, lease: KeptLease): AsyncIterableIterator<Item> =>
  onEnd(source, () => void lease.close());

/** Each item becomes any number of others. What `step` throws ends the source, too. */
export function expand<In, Out>(
  source: AsyncIterableIterator<In>,
  step: (item: In) => Promise<readonly Out[]>,
): AsyncIterableIterator<Out> {
  let ready: { readonly item: Out }[] = [];
  const take = async (): Promise<IteratorResult<Out>> => {
    for (;;) {
      const first = ready.shift();
      if (first !== undefined) return { done: false, value: first.item };
      const taken = await source.next();
      if (taken.done) return DONE;
      ready = (await step(taken.value)).map((item) => ({ item }));
    }
  };
  return createIterator(take, () => closeQuietly(source));
}
