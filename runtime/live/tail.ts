import type { Logger } from 'pino';
import { retryDelayMs } from '../resilience/retry-transient.ts';
import type { DurableLog, LogRow } from './durable-log.ts';
import type { Unsubscribe } from './signals.ts';

/** Newest rows that a tail buffers; followers further behind read from the log. */
const BUFFERED_ROWS = 256;
const READ_BATCH_SIZE = 500;
/** Rows change: messages are edited, accounts are deleted. Older buffered rows are read again. */
const MAX_ROW_AGE_MS = 1_000;

/** A row with the time at which it was read. */
export interface BufferedRow<Entry> extends LogRow<Entry> {
  /** Milliseconds on the tail's clock. */
  readonly readAt: number;
  /** In a filtered log: the viewers for whom relevance was checked, and those whom the row concerns. */
  readonly checkedViewers?: ReadonlySet<string>;
  readonly relevantTo?: ReadonlySet<string>;
}

/** One subscription that follows a tail. */
export interface Follower {
  readonly viewerId: string;
  /** Called when the tail's head has moved. */
  wake(): void;
  /** Called when the viewer no longer has access. */
  forbid(): void;
}

/** The newest part of one log in this process: rows are read once, however many subscriptions follow. */
export interface Tail<Entry> {
  /** The newest known sequence; null until `begin`. Every follower's permission was checked after its row was stored. */
  head(): number | null;
  /** The timeline of the database in which the head counts; null until `begin`. */
  timeline(): string | null;
  /** How often the log was found shorter, or on another timeline; when this changes, positions are no longer valid. */
  rewinds(): number;
  /** Rows after `sequence` if all of them are still buffered, and checked for the viewer if the log is filtered; else null. */
  rowsAfter(sequence: number, viewerId: string): readonly BufferedRow<Entry>[] | null;
  /** Rows after `sequence` from the log itself, for this viewer. */
  readAfter(sequence: number, limit: number, viewerId: string): Promise<readonly BufferedRow<Entry>[]>;
  /** Whether a row is recent enough to be delivered without reading it again. */
  isFresh(row: BufferedRow<Entry>): boolean;
  /** Reads new rows soon; calls during a read cause one more read. Retries while the database is away. */
  refresh(): void;
  /** Records that the log has reached `sequence`; the first call sets where the tail begins. Rewinds on another timeline. */
  begin(sequence: number, timeline: string): void;
  /** Records that the log now ends at `sequence` with other entries than before, as after a failover or a restore. */
  rewind(sequence: number, timeline: string): void;
  follow(follower: Follower): Unsubscribe;
  close(): void;
}

/** Opens the tail of one log; `onIdle` is called when its last follower has left. `elapsedMs` is a monotonic clock. */
export function openTail<Entry>(
  log: DurableLog<Entry>,
  key: string,
  logger: Logger,
  onIdle: () => void,
  elapsedMs: () => number = () => performance.now(),
): Tail<Entry> {
  const followers = new Set<Follower>();
  let head: number | null = null;
  let timeline: string | null = null;
  let rewinds = 0;
  let buffer: readonly BufferedRow<Entry>[] = [];
  let isReadRequested = false;
  let reading = false;
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const readRows = async (sequence: number, limit: number): Promise<readonly BufferedRow<Entry>[]> => {
    const rows = await log.read(key, sequence, limit);
    const last = rows.at(-1);
    if (last !== undefined && last.timeline !== timeline) {
      rewind(last.sequence, last.timeline);
      refresh();
    }
    const readAt = elapsedMs();
    return rows.map((row) => ({ ...row, readAt }));
  };
  const isFresh = ({ readAt }: BufferedRow<Entry>): boolean => elapsedMs() - readAt <= MAX_ROW_AGE_MS;
  const readOnce = async (from: number): Promise<void> => {
    const read = await readRows(from, READ_BATCH_SIZE);
    await dropUnauthorized(log, key, followers);
    const rows = await askRelevance(log, read, new Set([...followers].map(({ viewerId }) => viewerId)));
    const last = rows.at(-1);
    // The log was rewound during the read, or by it: these rows continue what no longer exists.
    if (last === undefined || head !== from) return;
    const isNext = rows[0]?.sequence === from + 1;
    buffer = (isNext ? [...buffer, ...rows] : rows).slice(-BUFFERED_ROWS);
    head = last.sequence;
    if (rows.length === READ_BATCH_SIZE) isReadRequested = true;
    for (const follower of [...followers]) follower.wake();
  };
  const retryLater = (error: unknown): void => {
    if (failures === 0) logger.warn({ err: error, log: log.name, key }, 'a live log cannot be read; trying again');
    isReadRequested = true;
    timer = setTimeout(() => void run(), retryDelayMs(failures));
    failures += 1;
  };
  const run = async (): Promise<void> => {
    if (reading || closed || head === null) return;
    reading = true;
    clearTimeout(timer);
    while (isReadRequested && !closed) {
      isReadRequested = false;
      try {
        await readOnce(head);
        failures = 0;
      } catch (error) {
        retryLater(error);
        break;
      }
    }
    reading = false;
    if (followers.size === 0) onIdle();
    if (closed) clearTimeout(timer);
  };
  const refresh = (): void => {
    isReadRequested = true;
    void run();
  };
  const rewind = (sequence: number, itsTimeline: string): void => {
    head = sequence;
    timeline = itsTimeline;
    rewinds += 1;
    buffer = [];
    for (const follower of [...followers]) follower.wake();
  };

  return {
    head: () => head,
    timeline: () => timeline,
    rewinds: () => rewinds,
    rowsAfter(sequence, viewerId) {
      if (buffer[0] !== undefined && !isFresh(buffer[0])) buffer = buffer.filter(isFresh);
      const first = buffer[0]?.sequence;
      if (first === undefined || first > sequence + 1) return null;
      const rows = buffer.slice(sequence + 1 - first);
      return rows.every(({ checkedViewers }) => checkedViewers?.has(viewerId) ?? true) ? rows : null;
    },
    readAfter: async (sequence, limit, viewerId) =>
      askRelevance(log, await readRows(sequence, limit), new Set([viewerId])),
    isFresh,
    refresh,
    begin(sequence, itsTimeline) {
      timeline ??= itsTimeline;
      if (timeline !== itsTimeline) return rewind(sequence, itsTimeline);
      head ??= sequence;
      // Signals from before the first head was known have waited for it.
      if (sequence > head) isReadRequested = true;
      if (isReadRequested) void run();
    },
    rewind,
    follow(follower) {
      followers.add(follower);
      return () => {
        if (followers.delete(follower) && followers.size === 0 && !reading) onIdle();
      };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      followers.clear();
      buffer = [];
    },
  };
}

/** Whom of these viewers the rows of a filtered log concern: one statement for all. Rows of other logs stay as they are. */
async function askRelevance<Entry>(
  log: DurableLog<Entry>,
  rows: readonly BufferedRow<Entry>[],
  checkedViewers: ReadonlySet<string>,
): Promise<readonly BufferedRow<Entry>[]> {
  if (log.relevant === undefined || rows.length === 0) return rows;
  const relevant = checkedViewers.size === 0 ? [] : await log.relevant(rows, [...checkedViewers]);
  return rows.map((row, nth) => ({ ...row, checkedViewers, relevantTo: relevant[nth] ?? new Set() }));
}

/** Drops followers who have lost access: one statement for all, before any of them receives the rows just read. */
async function dropUnauthorized(log: DurableLog<unknown>, key: string, followers: Set<Follower>): Promise<void> {
  // Followers that join during the query check their own permission.
  const checked = [...followers];
  if (checked.length === 0) return;
  const permitted = await log.permitted(key, [...new Set(checked.map(({ viewerId }) => viewerId))]);
  for (const follower of checked) {
    if (!permitted.has(follower.viewerId) && followers.delete(follower)) follower.forbid();
  }
}
