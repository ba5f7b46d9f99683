/**
 * A stream with each item answered by another, and what it throws by another error. Not an async generator: those queue
 * `return` behind a pending `next`, and a quiet stream would never close.
 */
export function mapStream<In, Out>(
  source: AsyncIterableIterator<In>,
  map: (event: In) => Promise<Out>,
  asClientError: (error: unknown) => unknown = (error) => error,
): AsyncIterableIterator<Out> {
  return {
    async next() {
      try {
        const event = await source.next();
        return event.done ? { done: true, value: undefined } : { done: false, value: await map(event.value) };
      } catch (error) {
        throw asClientError(error);
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
