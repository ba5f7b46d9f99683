/** A queue between one producer that must not wait and one consumer that pulls. */
export interface Channel<Item> {
  push(item: Item): void;
  /** Ends the stream after what is queued. */
  end(): void;
  /** What is queued first, then the error. */
  fail(error: unknown): void;
  /** The consumer's side; `onReturn` runs once, when the stream ends for whatever reason. `return` takes effect at once. */
  iterate(onReturn: () => void): AsyncIterableIterator<Item>;
}

/** A channel. With `keepLast` a slow consumer skips to the newest item, so that memory does not grow. */
export function createChannel<Item>({ keepLast }: { keepLast: boolean }): Channel<Item> {
  let queue: Item[] = [];
  let ended = false;
  let failure: { error: unknown } | null = null;
  let wake: () => void = () => undefined;
  let closed: () => void = () => undefined;

  const take = async (): Promise<IteratorResult<Item>> => {
    while (queue.length === 0 && !ended && failure === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const [item] = queue;
    if (queue.length > 0 && item !== undefined) {
      queue = queue.slice(1);
      return { done: false, value: item };
    }
    closed();
    if (failure !== null) {
      const { error } = failure;
      failure = null;
      ended = true;
      throw error;
    }
    return { done: true, value: undefined };
  };

  return {
    push(item) {
      if (ended) return;
      if (keepLast) queue = [item];
      else queue.push(item);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    fail(error) {
      failure ??= { error };
      wake();
    },
    iterate(onReturn) {
      let open = true;
      closed = () => {
        if (open) onReturn();
        open = false;
      };
      return {
        next: take,
        async return() {
          queue = [];
          ended = true;
          closed();
          wake();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}
