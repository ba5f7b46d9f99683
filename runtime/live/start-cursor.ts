const START = Symbol('start cursor');

/** Notes on a stream where it began, so that one without `after` can be resumed before its first event. */
export const withStartCursor = <Stream extends object>(stream: Stream, cursor: string): Stream =>
  Object.assign(stream, { [START]: cursor });

/** Where a stream began; null for one that has no log behind it. */
export function startCursorOf(stream: object): string | null {
  const cursor: unknown = Reflect.get(stream, START);
  return typeof cursor === 'string' ? cursor : null;
}

/** Hands on, from a stream to the one that wraps it, where it began. */
export function keepStart<Stream extends object>(from: object, stream: Stream): Stream {
  const cursor = startCursorOf(from);
  return cursor === null ? stream : withStartCursor(stream, cursor);
}
