const START = Symbol('start cursor');

/** Marks where a stream begins, so that one opened without `after` can be resumed before its first event. */
export const withStartCursor = <Stream extends object>(stream: Stream, cursor: string): Stream =>
  Object.assign(stream, { [START]: cursor });

/** The cursor at which a stream begins; null when it follows no log. */
export function startCursorOf(stream: object): string | null {
  const cursor: unknown = Reflect.get(stream, START);
  return typeof cursor === 'string' ? cursor : null;
}

/** Copies the start cursor of a stream to the one that wraps it. */
export function keepStart<Stream extends object>(from: object, stream: Stream): Stream {
  const cursor = startCursorOf(from);
  return cursor === null ? stream : withStartCursor(stream, cursor);
}
