import { setTimeout } from 'node:timers/promises';
import { fault } from '../faults.ts';
import { encodeCursor } from './cursor.ts';
import type { DurableLog, LogEvent, LogRow } from './streams.ts';
import type { Tail } from './tail.ts';

/** Rows that one follower reads at a time when it is behind its tail. */
const CATCH_UP_ROWS = 200;
const RETRY_MS = 250;

/** One subscription's place in a log. */
interface Following<Entry> {
  readonly log: DurableLog<Entry>;
  readonly key: string;
  readonly viewerId: string;
  /** The sequence to begin after; null: after the newest. */
  readonly from: number | null;
  readonly tail: Tail<Entry>;
}

/** A stream that has begun, and a hook for its end. */
export interface Followed<Entry> {
  readonly events: AsyncIterableIterator<LogEvent<Entry>>;
  onEnd(listener: () => void): void;
}

/**
 * Follows one log. It listens first and then reads, so nothing falls between. What it holds is one number and at most
 * one batch: a slow reader costs no memory and reads from the log again.
 */
export async function follow<Entry>({ log, key, viewerId, from, tail }: Following<Entry>): Promise<Followed<Entry>> {
  let wake: () => void = () => undefined;
  let forbidden = false;
  let ended = false;
  let onEnd: () => void = () => undefined;
  const unfollow = tail.follow({
    viewerId,
    wake: () => wake(),
    forbid() {
      forbidden = true;
      wake();
    },
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    unfollow();
    onEnd();
    wake();
  };

  const start = await beginning(log, key, from).catch((error: unknown) => {
    end();
    throw error;
  });
  tail.begin(start.head);
  tail.refresh();

  let position = start.position;
  let resync = start.resync;
  let batch: readonly LogRow<Entry>[] = [];
  const eventOf = (sequence: number, entry: Entry | null, resyncRequired: boolean): LogEvent<Entry> => ({
    cursor: encodeCursor(log.name, key, sequence),
    resyncRequired,
    entry,
  });

  const next = async (): Promise<IteratorResult<LogEvent<Entry>>> => {
    for (;;) {
      if (ended) return { done: true, value: undefined };
      if (forbidden) {
        end();
        throw fault('FORBIDDEN', 'This stream is no longer yours to follow.');
      }
      if (resync) {
        resync = false;
        return { done: false, value: eventOf(position, null, true) };
      }
      const [row] = batch;
      if (row !== undefined) {
        batch = batch.slice(1);
        position = row.sequence;
        return { done: false, value: eventOf(row.sequence, row.entry, false) };
      }
      if (position < (tail.head() ?? 0)) {
        batch =
          tail.rowsAfter(position) ??
          (await patiently(
            () => log.read(key, position, CATCH_UP_ROWS),
            () => ended,
          ));
        // Pruned while we were away: what is missing can only be told, not sent.
        if (batch[0] !== undefined && batch[0].sequence > position + 1) {
          batch = [];
          position = tail.head() ?? position;
          resync = true;
        }
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  const events: AsyncIterableIterator<LogEvent<Entry>> = {
    next,
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return {
    events,
    onEnd(listener) {
      onEnd = listener;
    },
  };
}

/** Reads until it succeeds: a database that restarts delays a stream, it does not end it. Empty when `stopped`. */
async function patiently<Row>(read: () => Promise<readonly Row[]>, stopped: () => boolean): Promise<readonly Row[]> {
  while (!stopped()) {
    try {
      return await read();
    } catch {
      await setTimeout(RETRY_MS, undefined, { ref: false });
    }
  }
  return [];
}

/** Where to begin: after `from` if it can be replayed, else at the head with a word that there is a gap. */
async function beginning(log: DurableLog<unknown>, key: string, from: number | null) {
  const [heads, oldest] = await Promise.all([log.heads([key]), from === null ? 1 : log.oldest(key)]);
  const head = heads.get(key) ?? 0;
  if (from === null) return { head, position: head, resync: false };
  // A cursor ahead of the log was made before the database was restored from a backup.
  if (from > head || from + 1 < oldest) return { head, position: head, resync: true };
  return { head, position: from, resync: false };
}
