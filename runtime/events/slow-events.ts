/** Schedules attempts of events whose handlers timed out while the database was available, and limits them. */
export interface SlowEvents {
  /** The last error of an event that must not be retried yet; null when it may be. */
  resting(eventId: string): unknown;
  /** Records a further timeout. Returns true when there are no attempts left. */
  failed(eventId: string, error: unknown): boolean;
  /** Removes the event: it was handled or became a dead letter. */
  settled(eventId: string): void;
}

/** The number of attempts and the pauses between them. */
export interface Patience {
  /** Attempts in total. Default 20: about 15 minutes with the time that each of them takes. */
  readonly tries?: number;
  /** The pause after the first attempt; it doubles with each further one. Default 500. */
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

/** Counts in memory, so a new process starts at zero. There is at most one event per producer, since order is kept. */
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
