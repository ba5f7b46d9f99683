import type { Logger } from 'pino';
import { fault } from '../executor/faults.ts';
import { retryTransient } from '../resilience/retry-transient.ts';
import { createStream, DONE } from '../streams/create-stream.ts';
import { withStartCursor } from '../streams/start-cursor.ts';
import { encodeCursor } from './cursor.ts';
import type { DurableLog, LogEvent } from './durable-log.ts';
import type { KeptRow, Tail } from './tail.ts';

/** Most rows that one follower reads at a time when it is behind its tail. */
const CATCH_UP_ROWS = 200;

/** One subscription's place in a log. */
export interface Following<Entry> {
  readonly log: DurableLog<Entry>;
  readonly key: string;
  readonly viewerId: string;
  /** The sequence to begin after; null: after the newest. */
  readonly from: number | null;
  readonly tail: Tail<Entry>;
  readonly logger: Logger;
  /** Called once, when the stream has ended. */
  readonly onEnd: () => void;
}

interface Start {
  readonly head: number;
  readonly position: number;
  readonly resync: boolean;
}

/**
 * Follows one log. It listens first and then reads, so nothing falls between. What it holds is one number and at most
 * one batch: a slow reader costs no memory and reads from the log again.
 */
export async function follow<Entry>(following: Following<Entry>): Promise<AsyncIterableIterator<LogEvent<Entry>>> {
  const { tail, viewerId, onEnd } = following;
  let wake: () => void = () => undefined;
  let forbidden = false;
  let ended = false;
  const unfollow = tail.follow({
    viewerId,
    wake: () => wake(),
    forbid() {
      forbidden = true;
      wake();
    },
  });
  const start = await begin(following).catch((error: unknown) => {
    unfollow();
    throw error;
  });
  if (start === 'forbidden') forbidden = true;
  const isOver = (): boolean => ended || forbidden;
  const forbid = (): void => {
    forbidden = true;
  };
  const place = start === 'forbidden' ? null : createPlace(following, start, { isOver, forbid });

  const step = async (): Promise<IteratorResult<LogEvent<Entry>>> => {
    while (!ended) {
      if (forbidden || place === null) throw fault('FORBIDDEN', 'This stream is no longer yours to follow.');
      const event = place.take();
      if (event !== null) return { done: false, value: event };
      if (place.isBehind()) await place.read();
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    return DONE;
  };
  const events = createStream(step, () => {
    ended = true;
    unfollow();
    wake();
    onEnd();
  });
  if (start === 'forbidden') return events;
  return withStartCursor(events, encodeCursor(following.log.name, following.key, start.position));
}

/** Finds where to begin, and looks once more whether the viewer may. */
async function begin({ log, key, viewerId, from, tail }: Following<unknown>): Promise<Start | 'forbidden'> {
  const [heads, oldest] = await Promise.all([log.heads([key]), from === null ? 1 : log.oldest(key)]);
  const head = heads.get(key) ?? 0;
  tail.begin(head);
  // All that the tail has so far was stored before this look, and it looks by itself before it takes more: whoever was
  // sent away gets no row that is younger than that.
  if (!(await log.permitted(key, [viewerId])).has(viewerId)) return 'forbidden';
  if (from === null) return { head, position: head, resync: false };
  // A cursor ahead of the log was made before the database was restored from a backup.
  if (from > head || from + 1 < oldest) return { head, position: head, resync: true };
  return { head, position: from, resync: false };
}

/** The place of one follower: what it has, and how it gets more. */
function createPlace<Entry>(
  { log, key, viewerId, tail, logger }: Following<Entry>,
  start: Start,
  { isOver, forbid }: { isOver(): boolean; forbid(): void },
): { take(): LogEvent<Entry> | null; isBehind(): boolean; read(): Promise<void> } {
  let { position, resync } = start;
  let batch: readonly KeptRow<Entry>[] = [];
  let at = 0;
  let wasStale = false;
  let limit = CATCH_UP_ROWS;
  let rewinds = tail.rewinds();
  const eventOf = (sequence: number, entry: Entry | null, resyncRequired: boolean): LogEvent<Entry> => ({
    cursor: encodeCursor(log.name, key, sequence),
    resyncRequired,
    entry,
  });
  /** What is missing can only be told, not sent. */
  const skipToHead = (): void => {
    position = tail.head() ?? position;
    batch = [];
    resync = true;
  };

  return {
    take() {
      if (rewinds !== tail.rewinds()) {
        rewinds = tail.rewinds();
        skipToHead();
      }
      const row = batch[at];
      // Pruned while we were away.
      if (row !== undefined && row.sequence !== position + 1) skipToHead();
      if (resync) {
        resync = false;
        return eventOf(position, null, true);
      }
      if (row === undefined) return null;
      if (!tail.isFresh(row)) {
        batch = [];
        wasStale = true;
        return null;
      }
      at += 1;
      position = row.sequence;
      return eventOf(row.sequence, row.entry, false);
    },
    isBehind: () => position < (tail.head() ?? 0),
    async read() {
      const head = tail.head() ?? 0;
      // As many as were taken before the rest was too old: a slow reader reads no row over and over.
      limit = Math.min(CATCH_UP_ROWS, wasStale ? Math.max(1, at) : limit * 2);
      const read = async () => {
        const found = tail.rowsAfter(position) ?? (await tail.readAfter(position, limit));
        // Some time has passed since the viewer was looked at with these rows.
        if (wasStale && !(await log.permitted(key, [viewerId])).has(viewerId)) forbid();
        return found;
      };
      const rows = await retryTransient(read, {
        isOpen: () => !isOver(),
        isRetryable: () => true,
        onFirstFailure: (err) => logger.warn({ err }, 'a live log cannot be replayed; trying again'),
      }).catch((error: unknown) => {
        if (isOver()) return [];
        throw error;
      });
      wasStale = false;
      // Beyond the head nobody has looked yet whether the viewer may still listen.
      batch = rows.filter(({ sequence }) => sequence <= head);
      at = 0;
      if (batch.length === 0) skipToHead();
    },
  };
}
