/** How many events of a producer are handled in one transaction, at most. */
const MAX_BATCH_SIZE = 100;

/** The number of events of each producer that the next transaction takes. */
export interface BatchSizes {
  of(producer: string): number;
  /** A batch was handled: the next one may be twice as large. */
  grow(producer: string): void;
  /** A batch of this size failed: the next one is half of it, until the event that fails is by itself. */
  halve(producer: string, size: number): void;
}

/** Counts in memory, so a new process starts at the maximum. */
export function createBatchSizes(maximum = MAX_BATCH_SIZE): BatchSizes {
  const sizes = new Map<string, number>();
  const of = (producer: string): number => sizes.get(producer) ?? maximum;
  return {
    of,
    grow: (producer) => void sizes.set(producer, Math.min(of(producer) * 2, maximum)),
    halve: (producer, size) => void sizes.set(producer, Math.max(1, Math.floor(size / 2))),
  };
}
