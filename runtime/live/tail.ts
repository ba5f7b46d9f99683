import type { Logger } from 'pino';
import type { Unlisten } from './bell.ts';
import type { DurableLog, LogRow } from './streams.ts';

/** Newest rows that a tail keeps for its followers; who is further behind reads from the log. */
const BUFFERED_ROWS = 256;
const READ_LIMIT = 500;
const RETRY_MS = 250;

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
  /** The newest sequence known; null until first read. */
  head(): number | null;
  /** Rows after `sequence` if the tail still holds them all, else null. */
  rowsAfter(sequence: number): readonly LogRow<Entry>[] | null;
  /** Reads again, soon; calls while reading make one more read. Retries while the database is away. */
  refresh(): void;
  /** Takes note that the log has reached `sequence`: what lies before is not read for the tail. */
  begin(sequence: number): void;
  follow(follower: Follower): Unlisten;
  close(): void;
}

/** Opens the tail of one log; `onIdle` is called when its last follower has left. */
export function openTail<Entry>(log: DurableLog<Entry>, key: string, logger: Logger, onIdle: () => void): Tail<Entry> {
  const followers = new Set<Follower>();
  let head: number | null = null;
  let buffer: readonly LogRow<Entry>[] = [];
  let wanted = false;
  let reading = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  /** Permission of all followers in one statement, before any of them sees the new rows. */
  const dismiss = async (): Promise<void> => {
    const viewers = [...new Set([...followers].map(({ viewerId }) => viewerId))];
    if (viewers.length === 0) return;
    const permitted = await log.permitted(key, viewers);
    for (const follower of [...followers]) {
      if (!permitted.has(follower.viewerId) && viewers.includes(follower.viewerId)) {
        followers.delete(follower);
        follower.forbid();
      }
    }
  };

  const readOnce = async (from: number): Promise<void> => {
    const rows = await log.read(key, from, READ_LIMIT);
    await dismiss();
    const last = rows.at(-1);
    if (last !== undefined) {
      buffer = [...buffer, ...rows].slice(-BUFFERED_ROWS);
      head = last.sequence;
      for (const follower of [...followers]) follower.wake();
    }
    if (rows.length === READ_LIMIT) wanted = true;
  };

  const run = async (): Promise<void> => {
    if (reading || closed || head === null) return;
    reading = true;
    clearTimeout(timer);
    while (wanted && !closed) {
      wanted = false;
      try {
        await readOnce(head);
      } catch (error) {
        logger.warn({ err: error, log: log.name }, 'a live log cannot be read; trying again');
        wanted = true;
        timer = setTimeout(() => void run(), RETRY_MS);
        break;
      }
    }
    reading = false;
    if (followers.size === 0) onIdle();
  };

  return {
    head: () => head,
    rowsAfter(sequence) {
      const [first] = buffer;
      return first !== undefined && first.sequence <= sequence + 1
        ? buffer.filter((row) => row.sequence > sequence)
        : null;
    },
    refresh() {
      wanted = true;
      void run();
    },
    begin(sequence) {
      head ??= sequence;
    },
    follow(follower) {
      followers.add(follower);
      return () => {
        followers.delete(follower);
        if (followers.size === 0 && !reading) onIdle();
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
