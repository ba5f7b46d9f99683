/** Events whose handlers ran out of time though the database is there: whose turn it is, and when to give up. */
export interface SlowEvents {
  /** What the event failed with last, while it is not to be tried again yet; null when it may be tried. */
  resting(eventId: string): unknown;
  /** Notes that it ran out of time once more; true when that was the last time. */
  failed(eventId: string, error: unknown): boolean;
  /** Forgets the event: it was handled, or laid aside. */
  settled(eventId: string): void;
}

/** How patient to be. */
export interface Patience {
  /** Tries in all. Default 20: with the time that each of them takes, a quarter of an hour. */
  readonly tries?: number;
  /** After the first try; twice as long after each further one. Default 500. */
  readonly firstPauseMs?: number;
  /** Default one minute. */
  readonly longestPauseMs?: number;
  /** Monotonic, in milliseconds. */
  readonly clock?: () => number;
}

interface Entry {
  readonly error: unknown;
  readonly tries: number;
  readonly restsUntil: number;
}

/** Counts in memory: a process that starts anew is patient anew. Holds one event a producer at most, for order is kept. */
export function createSlowEvents({
  tries: limit = 20,
  firstPauseMs = 500,
  longestPauseMs = 60_000,
  clock = () => performance.now(),
}: Patience = {}): SlowEvents {
  const entries = new Map<string, Entry>();
  return {
    resting(eventId) {
      const entry = entries.get(eventId);
      return entry === undefined || clock() >= entry.restsUntil ? null : entry.error;
    },
    failed(eventId, error) {
      const before = entries.get(eventId)?.tries ?? 0;
      const pause = Math.min(firstPauseMs * 2 ** before, longestPauseMs);
      entries.set(eventId, { error, tries: before + 1, restsUntil: clock() + pause });
      return before + 1 >= limit;
    },
    settled: (eventId) => void entries.delete(eventId),
  };
}
