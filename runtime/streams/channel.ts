import { createStream, DONE } from './create-stream.ts';

/** A queue between one producer that must not wait and one consumer that pulls. */
export interface Channel<Item> {
  /** Ignored once the channel has ended or failed. */
  push(item: Item): void;
  /** Items that the consumer has not taken yet. */
  size(): number;
  /** Ends the stream after what is queued. */
  end(): void;
  /** Fails the stream after what is queued. */
  fail(error: unknown): void;
  /** The consumer's side; `onReturn` runs once, when the stream ends for whatever reason. `return` takes effect at once. */
  iterate(onReturn: () => void): AsyncIterableIterator<Item>;
}

/** With `keepLast` a slow consumer skips to the newest item, so that memory does not grow. */
export function createChannel<Item>({ keepLast }: { keepLast: boolean }): Channel<Item> {
  let queue: { readonly item: Item }[] = [];
  let finish: 'open' | 'ended' | { readonly error: unknown } = 'open';
  let wake: () => void = () => undefined;

  const take = async (): Promise<IteratorResult<Item>> => {
    while (queue.length === 0 && finish === 'open') {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const first = queue.shift();
    if (first !== undefined) return { done: false, value: first.item };
    if (typeof finish === 'object') throw finish.error;
    return DONE;
  };
  const close = (how: typeof finish): void => {
    if (finish === 'open') finish = how;
    wake();
  };

  return {
    push(item) {
      if (finish !== 'open') return;
      if (keepLast) queue = [];
      queue.push({ item });
      wake();
    },
    size: () => queue.length,
    end: () => close('ended'),
    fail: (error) => close({ error }),
    iterate: (onReturn) =>
      createStream(take, () => {
        queue = [];
        close('ended');
        onReturn();
      }),
  };
}
