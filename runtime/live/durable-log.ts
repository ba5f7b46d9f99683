/** One entry of a durable log as its rows are read: `sequence` counts 1, 2, 3 … without holes within `key`. */
export interface LogRow<Entry> {
  readonly sequence: number;
  readonly entry: Entry;
}

/** A log in PostgreSQL that subscriptions follow. Each read is one statement. */
export interface DurableLog<Entry> {
  /** `<domain>.<noun>`, such as `chat.messages`; unique. */
  readonly name: string;
  /** The newest sequence of each log; a key that has none may be left out. */
  heads(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** At most `limit` rows after a sequence, ascending, without holes. */
  read(key: string, after: number, limit: number): Promise<readonly LogRow<Entry>[]>;
  /** The oldest sequence that can still be read; 1 where nothing was pruned. */
  oldest(key: string): Promise<number>;
  /** Which of these viewers may listen to this log now. */
  permitted(key: string, viewerIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** One payload of a durable subscription. */
export interface LogEvent<Entry> {
  /** Opaque; a client that reconnects `after` it misses nothing and gets nothing twice. */
  readonly cursor: string;
  /** True when entries before this point can no longer be replayed: read the snapshot again. `entry` is then null. */
  readonly resyncRequired: boolean;
  readonly entry: Entry | null;
}

/** Follows logs for live subscriptions, in order, each entry exactly once per subscription, whatever dies between. */
export interface Streams {
  /**
   * The log after the cursor `after` (absent: from now on), then each new entry. The caller has checked that
   * `viewerId` may listen; when that ends, so does the stream, with a fault `FORBIDDEN`.
   *
   * @throws a fault `BAD_USER_INPUT` for a cursor that is not of this log and key.
   */
  follow<Entry>(
    log: DurableLog<Entry>,
    key: string,
    viewerId: string,
    after: string | null | undefined,
  ): Promise<AsyncIterableIterator<LogEvent<Entry>>>;
  /** Tells every process that the log has grown, or that permissions on it changed. Call after the commit. */
  announce(log: Pick<DurableLog<unknown>, 'name'>, key: string): Promise<void>;
  /** The cursor that stands for `sequence`, for the query side. */
  cursor(log: Pick<DurableLog<unknown>, 'name'>, key: string, sequence: number): string;
}
