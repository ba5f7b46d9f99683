/** Reads a body piece by piece. */
export interface ByteReader {
  /** Whether there is another byte; false also when the body has failed. */
  hasMore(): Promise<boolean>;
  /** The next bytes, at most so many; fewer only where the body ends or fails. Read it to its end before taking more. */
  take(limit: number): AsyncGenerator<Uint8Array>;
  /** What the body failed with; undefined while it has not. */
  readonly failure: unknown;
}

/** A body that fails, since its client has gone away, ends here like one that is whole: what has arrived can be kept. */
export function openByteReader(body: AsyncIterable<Uint8Array>): ByteReader {
  const source = body[Symbol.asyncIterator]();
  let rest: Uint8Array | null = null;
  let isDone = false;
  let failure: unknown;

  async function fill(): Promise<Uint8Array | null> {
    while (rest === null && !isDone) {
      try {
        const next = await source.next();
        if (next.done === true) isDone = true;
        else if (next.value.byteLength > 0) rest = next.value;
      } catch (error) {
        failure = error;
        isDone = true;
      }
    }
    return rest;
  }

  return {
    hasMore: async () => (await fill()) !== null,
    async *take(limit) {
      for (let left = limit; left > 0; ) {
        const chunk = await fill();
        if (chunk === null) return;
        const taken = chunk.subarray(0, left);
        rest = chunk.byteLength > left ? chunk.subarray(left) : null;
        left -= taken.byteLength;
        yield taken;
      }
    },
    get failure() {
      return failure;
    },
  };
}
