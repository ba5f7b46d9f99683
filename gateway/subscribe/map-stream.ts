/**
 * Maps the items of a stream, and the errors that it throws. Not an async generator: generators queue `return` behind a
 * pending `next`, so a quiet stream would never close.
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
