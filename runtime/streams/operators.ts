import { createStream, DONE } from './create-stream.ts';
import { keepStart } from './start-cursor.ts';

type Stream<Item> = AsyncIterableIterator<Item>;

/** Closes a source; nobody is left to hear that this failed. */
const closeQuietly = async (source: AsyncIterator<unknown>): Promise<void> => {
  await source.return?.().catch(() => undefined);
};

/** Each item becomes another. What `map` throws ends the source, too. */
export const mapStream = <In, Out>(source: AsyncIterator<In>, map: (item: In) => Promise<Out> | Out): Stream<Out> =>
  keepStart(
    source,
    createStream(
      async (): Promise<IteratorResult<Out>> => {
        const step = await source.next();
        return step.done ? DONE : { done: false, value: await map(step.value) };
      },
      () => closeQuietly(source),
    ),
  );

/** Each item becomes any number of others. What `map` throws ends the source, too. */
export function flatMapStream<In, Out>(
  source: AsyncIterator<In>,
  map: (item: In) => Promise<readonly Out[]> | readonly Out[],
): Stream<Out> {
  let ready: { readonly item: Out }[] = [];
  const pull = async (): Promise<IteratorResult<Out>> => {
    for (;;) {
      const first = ready.shift();
      if (first !== undefined) return { done: false, value: first.item };
      const step = await source.next();
      if (step.done) return DONE;
      ready = (await map(step.value)).map((item) => ({ item }));
    }
  };
  return keepStart(
    source,
    createStream(pull, () => closeQuietly(source)),
  );
}

/** The same stream; `ended` runs once, whichever side ends it. */
export const onEnd = <Item>(source: Stream<Item>, ended: () => void): Stream<Item> =>
  keepStart(
    source,
    createStream(
      () => source.next(),
      () => {
        const closing = closeQuietly(source);
        ended();
        return closing;
      },
    ),
  );
