/** One row of a durable log. Within a key, `sequence` counts 1, 2, 3 … without gaps. */
export interface LogRow<Entry> {
  readonly sequence: number;
  /** The timeline of the database when the row was read. */
  readonly timeline: string;
  readonly entry: Entry;
}

/** Where logs of one database end. */
export interface LogHeads {
  /** The timeline of the database. On another one, entries may be gone and their sequences be given again. */
  readonly timeline: string;
  /** The newest sequence of each log; a key that has none may be left out. */
  readonly sequences: ReadonlyMap<string, number>;
}

/** A log in PostgreSQL that subscriptions follow. Each read is one statement. */
export interface DurableLog<Entry> {
  /** `<domain>.<noun>`, such as `chat.messages`; unique. */
  readonly name: string;
  heads(keys: readonly string[]): Promise<LogHeads>;
  /** At most `limit` rows after a sequence, ascending, without gaps. */
  read(key: string, after: number, limit: number): Promise<readonly LogRow<Entry>[]>;
  /** The oldest sequence that can still be read; 1 where nothing was pruned. */
  oldest(key: string): Promise<number>;
  /** Which of these viewers may listen to this log now. */
  permitted(key: string, viewerIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Makes this a filtered log, which many viewers follow and of which each receives what concerns them. For each of these
   * rows, in their order: those of the viewers whom it concerns and who may see it now. Called at delivery. One statement.
   */
  relevant?(rows: readonly LogRow<Entry>[], viewerIds: readonly string[]): Promise<readonly ReadonlySet<string>[]>;
}

/** One event of a durable subscription. */
export interface LogEvent<Entry> {
  /** Opaque. A client that reconnects `after` this cursor misses nothing and receives nothing twice. */
  readonly cursor: string;
  /** True when earlier entries can no longer be replayed and the client must read the snapshot again; `entry` is then null. */
  readonly resyncRequired: boolean;
  /** Null without `resyncRequired` when many entries of a filtered log did not concern the viewer: only the cursor is new. */
  readonly entry: Entry | null;
}

/** Follows durable logs for subscriptions: in order, each entry exactly once, across restarts of any process. */
export interface Streams {
  /**
   * The log after the cursor `after` (absent: from now on), then each new entry. The caller has checked that
   * `viewerId` may listen; the stream fails with `FORBIDDEN` once that is no longer so.
   *
   * @throws a fault `BAD_USER_INPUT` for a cursor of another log or key.
   */
  follow<Entry>(
    log: DurableLog<Entry>,
    key: string,
    viewerId: string,
    after: string | null | undefined,
  ): Promise<AsyncIterableIterator<LogEvent<Entry>>>;
  /** Signals every process that the log has grown or its permissions have changed. Call after the commit. */
  announce(log: Pick<DurableLog<unknown>, 'name'>, key: string): Promise<void>;
  /** The cursor that stands for `sequence`, for the query side. */
  cursor(log: Pick<DurableLog<unknown>, 'name' | 'heads'>, key: string, sequence: number): Promise<string>;
}
