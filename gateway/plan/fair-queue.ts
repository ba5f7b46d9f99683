/** A queue that serves callers in turn, so that a caller with much work delays only itself. */
export interface FairQueue<Work> {
  readonly size: number;
  /** Number of items of one caller. */
  countOf(caller: string): number;
  add(caller: string, work: Work): void;
  /** Removes the next item and returns it. */
  next(): Work | undefined;
}

/** Creates an empty queue. */
export function createFairQueue<Work>(): FairQueue<Work> {
  const waiting = new Map<string, Work[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    countOf: (caller) => waiting.get(caller)?.length ?? 0,
    add(caller, work) {
      const list = waiting.get(caller);
      if (list === undefined) waiting.set(caller, [work]);
      else list.push(work);
      size += 1;
    },
    next() {
      const [first] = waiting;
      if (first === undefined) return undefined;
      const [caller, list] = first;
      const work = list.shift();
      waiting.delete(caller);
      if (list.length > 0) waiting.set(caller, list);
      size -= 1;
      return work;
    },
  };
}
