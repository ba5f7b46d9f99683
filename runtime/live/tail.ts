import type { Logger } from 'pino';
import { retryDelayMs } from '../resilience/retry-transient.ts';
import type { DurableLog, LogRow } from './durable-log.ts';
import type { Unsubscribe } from './signals.ts';

/** Newest rows that a tail keeps for its followers; who is further behind reads from the log. */
const BUFFERED_ROWS = 256;
const READ_LIMIT = 500;
/** Rows change and lose what they held: messages are edited, accounts deleted. What was read longer ago is read anew. */
const KEPT_MS = 1_000;

/** A row as it was once read. */
export interface KeptRow<Entry> extends LogRow<Entry> {
  /** Milliseconds on the tail's clock. */
  readonly readAt: number;
}

/** One subscription that follows a tail. */
export interface Follower {
  readonly viewerId: string;
  /** There are rows up to the tail's head. */
  wake(): void;
  /** The viewer may not listen any more. */
  forbid(): void;
}

/** The growing end of one log in this process: rows are read once, however many follow. */
export interface Tail<Entry> {
  /** The newest sequence known; null until begun. Every follower was looked at after all rows up to it were stored. */
  head(): number | null;
  /** How often the log was found shorter than it had been: another number means that positions are void. */
  rewinds(): number;
  /** Rows after `sequence` if the tail still holds them all, else null. */
  rowsAfter(sequence: number): readonly KeptRow<Entry>[] | null;
  /** Rows after `sequence` from the log itself. */
  readAfter(sequence: number, limit: number): Promise<readonly KeptRow<Entry>[]>;
  /** Whether a row may be given away as it is; else it has to be read again. */
  isFresh(row: KeptRow<Entry>): boolean;
  /** Reads again, soon; calls while reading make one more read. Retries while the database is away. */
  refresh(): void;
  /** Takes note that the log has reached `sequence`: the first to say so decides where the tail begins. */
  begin(sequence: number): void;
  /** Takes note that the log now ends at `sequence`, before the tail's head: it was restored from a backup. */
  rewind(sequence: number): void;
  follow(follower: Follower): Unsubscribe;
  close(): void;
}

/** Opens the tail of one log; `onIdle` is called when its last follower has left. `elapsedMs` only ever grows. */
export function openTail<Entry>(
  log: DurableLog<Entry>,
  key: string,
  logger: Logger,
  onIdle: () => void,
  elapsedMs: () => number = () => performance.now(),
): Tail<Entry> {
  const followers = new Set<Follower>();
  let head: number | null = null;
  let rewinds = 0;
  let buffer: readonly KeptRow<Entry>[] = [];
  let wanted = false;
  let reading = false;
  let closed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const readAfter = async (sequence: number, limit: number): Promise<readonly KeptRow<Entry>[]> => {
    const rows = await log.read(key, sequence, limit);
    const readAt = elapsedMs();
    return rows.map((row) => ({ ...row, readAt }));
  };
  const isFresh = ({ readAt }: KeptRow<Entry>): boolean => elapsedMs() - readAt <= KEPT_MS;
  const readOnce = async (from: number): Promise<void> => {
    const rows = await readAfter(from, READ_LIMIT);
    await dismiss(log, key, followers);
    const last = rows.at(-1);
    // A rewind while reading: these rows continue what is no more.
    if (last === undefined || head !== from) return;
    const isNext = rows[0]?.sequence === from + 1;
    buffer = (isNext ? [...buffer, ...rows] : rows).slice(-BUFFERED_ROWS);
    head = last.sequence;
    if (rows.length === READ_LIMIT) wanted = true;
    for (const follower of [...followers]) follower.wake();
  };
  const retryLater = (error: unknown): void => {
    if (failures === 0) logger.warn({ err: error, log: log.name, key }, 'a live log cannot be read; trying again');
    wanted = true;
    timer = setTimeout(() => void run(), retryDelayMs(failures));
    failures += 1;
  };
  const run = async (): Promise<void> => {
    if (reading || closed || head === null) return;
    reading = true;
    clearTimeout(timer);
    while (wanted && !closed) {
      wanted = false;
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

  return {
    head: () => head,
    rewinds: () => rewinds,
    rowsAfter(sequence) {
      if (buffer[0] !== undefined && !isFresh(buffer[0])) buffer = buffer.filter(isFresh);
      const first = buffer[0]?.sequence;
      if (first === undefined || first > sequence + 1) return null;
      return buffer.slice(sequence + 1 - first);
    },
    readAfter,
    isFresh,
    refresh() {
      wanted = true;
      void run();
    },
    begin(sequence) {
      head ??= sequence;
      // Rings from before the first head was known have waited for it, too.
      if (sequence > head) wanted = true;
      if (wanted) void run();
    },
    rewind(sequence) {
      head = sequence;
      rewinds += 1;
      buffer = [];
      for (const follower of [...followers]) follower.wake();
    },
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

/** Sends away who may not listen any more: one statement for all, before any of them sees the rows just read. */
async function dismiss(log: DurableLog<unknown>, key: string, followers: Set<Follower>): Promise<void> {
  // Who comes while we ask is looked at by itself.
  const asked = [...followers];
  if (asked.length === 0) return;
  const permitted = await log.permitted(key, [...new Set(asked.map(({ viewerId }) => viewerId))]);
  for (const follower of asked) {
    if (!permitted.has(follower.viewerId) && followers.delete(follower)) follower.forbid();
  }
}
