import { eventOf } from './topic.ts';

type Price = ReturnType<typeof eventOf>;

/** An event as both subscriptions of the benchmark deliver it: without and with a cursor. */
interface PriceEvent {
  readonly priceChanged: Price;
  readonly priceLogged: Price & { readonly cursor: string };
}

/**
 * A topic in memory, whose events are numbered from 1. Each listener is an async iterator that gets what is published
 * from then on, or everything after a number.
 */
export function createFeed() {
  const listeners = new Set<(event: PriceEvent) => void>();
  const log: PriceEvent[] = [];
  return {
    publish(): void {
      const n = log.length + 1;
      const event = { priceChanged: eventOf(n), priceLogged: { ...eventOf(n), cursor: String(n) } };
      log.push(event);
      for (const listener of listeners) listener(event);
    },
    listen(after = log.length): AsyncIterableIterator<PriceEvent> {
      const queue = log.slice(after);
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
