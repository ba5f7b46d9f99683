import { eventOf } from './topic.ts';

type PriceEvent = { readonly priceChanged: ReturnType<typeof eventOf> };

/** A topic in memory: each listener is an async iterator that gets what is published from then on. */
export function createFeed() {
  const listeners = new Set<(event: PriceEvent) => void>();
  let n = 0;
  return {
    publish(): void {
      n += 1;
      const event = { priceChanged: eventOf(n) };
      for (const listener of listeners) listener(event);
    },
    listen(): AsyncIterableIterator<PriceEvent> {
      const queue: PriceEvent[] = [];
      let wake: ((step: IteratorResult<PriceEvent>) => void) | null = null;
      const listener = (event: PriceEvent): void => {
        if (wake === null) queue.push(event);
        else wake({ done: false, value: event });
        wake = null;
      };
      listeners.add(listener);
      return {
        next() {
          const value = queue.shift();
          if (value !== undefined) return Promise.resolve({ done: false, value });
          return new Promise((resolve) => {
            wake = resolve;
          });
        },
        async return() {
          listeners.delete(listener);
          wake?.({ done: true, value: undefined });
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}
