import type { Logger } from 'pino';
import { fault } from '../executor/faults.ts';
import { retryTransient } from '../resilience/retry-transient.ts';
import { createStream, DONE } from '../streams/create-stream.ts';
import { withStartCursor } from '../streams/start-cursor.ts';
import { encodeCursor, type LogPosition } from './cursor.ts';
import type { DurableLog, LogEvent } from './durable-log.ts';
import type { BufferedRow, Tail } from './tail.ts';

/** Maximum number of rows that a follower behind the tail reads at once. */
const CATCH_UP_ROWS = 200;

/** After this many rows that do not concern the viewer, an event without entry advances the cursor of the client. */
const CHECKPOINT_ROWS = 1_000;

/** One subscription to a log. */
export interface Following<Entry> {
  readonly log: DurableLog<Entry>;
  readonly key: string;
  readonly viewerId: string;
  /** The position to start after; null: after the newest. */
  readonly from: LogPosition | null;
  readonly tail: Tail<Entry>;
  readonly logger: Logger;
  /** Called once, when the stream has ended. */
  readonly onEnd: () => void;
}

interface Start {
  readonly head: number;
  readonly position: number;
  readonly timeline: string;
  /** Those of the tail when `position` was valid. */
  readonly rewinds: number;
  readonly resync: boolean;
}

/**
 * Follows one log. It listens before it reads, so no entry is missed in between. It holds one number and at most one
 * batch: a slow reader costs no memory and reads from the log again.
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
  const position = start === 'forbidden' ? null : createPosition(following, start, { isOver, forbid });

  const step = async (): Promise<IteratorResult<LogEvent<Entry>>> => {
    while (!ended) {
      if (forbidden || position === null) throw fault('FORBIDDEN', 'You no longer have access to this stream.');
      const event = position.take();
      if (event !== null) return { done: false, value: event };
      if (position.isBehind()) await position.read();
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
  return withStartCursor(events, encodeCursor(following.log.name, following.key, start.position, start.timeline));
}

/** Finds where to start, and checks the viewer's permission once more. */
async function begin({ log, key, viewerId, from, tail }: Following<unknown>): Promise<Start | 'forbidden'> {
  const [{ timeline, sequences }, oldest] = await Promise.all([log.heads([key]), from === null ? 1 : log.oldest(key)]);
  const head = sequences.get(key) ?? 0;
  tail.begin(head, timeline);
  const start = { head, position: head, timeline, rewinds: tail.rewinds(), resync: false };
  // Everything in the tail so far was stored before this check, and the tail checks again before it takes more: a viewer
  // who lost access receives no row written after that.
  if (!(await log.permitted(key, [viewerId])).has(viewerId)) return 'forbidden';
  if (from === null) return start;
  // Entries of another timeline may be gone, and their sequences given to others.
  const { sequence } = from;
  if (from.timeline !== timeline || sequence > head || sequence + 1 < oldest) return { ...start, resync: true };
  return { ...start, position: sequence };
}

/** The position of one follower in the log, and its next batch. */
function createPosition<Entry>(
  { log, key, viewerId, tail, logger }: Following<Entry>,
  start: Start,
  { isOver, forbid }: { isOver(): boolean; forbid(): void },
): { take(): LogEvent<Entry> | null; isBehind(): boolean; read(): Promise<void> } {
  let { position, timeline, rewinds, resync } = start;
  let batch: readonly BufferedRow<Entry>[] = [];
  let at = 0;
  let wasStale = false;
  /** Rows since the last event that did not concern the viewer. */
  let skipped = 0;
  let limit = CATCH_UP_ROWS;
  const eventOf = (sequence: number, entry: Entry | null, resyncRequired: boolean): LogEvent<Entry> => ({
    cursor: encodeCursor(log.name, key, sequence, timeline),
    resyncRequired,
    entry,
  });
  /** Missing entries cannot be sent, only reported. */
  const skipToHead = (): void => {
    position = tail.head() ?? position;
    timeline = tail.timeline() ?? timeline;
    batch = [];
    resync = true;
  };

  return {
    take() {
      if (rewinds !== tail.rewinds()) {
        rewinds = tail.rewinds();
        skipToHead();
      }
      for (;;) {
        const row = batch[at];
        // Pruned while we were away.
        if (row !== undefined && row.sequence !== position + 1) skipToHead();
        if (resync) {
          [resync, skipped] = [false, 0];
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
        const isRelevant = row.relevantTo?.has(viewerId) ?? true;
        skipped = isRelevant ? 0 : skipped + 1;
        if (isRelevant) return eventOf(position, row.entry, false);
        if (skipped === CHECKPOINT_ROWS) {
          skipped = 0;
          return eventOf(position, null, false);
        }
      }
    },
    isBehind: () => position < (tail.head() ?? 0),
    async read() {
      const head = tail.head() ?? 0;
      // Only as many as were taken before the rest expired, so that a slow reader does not reread the same rows.
      limit = Math.min(CATCH_UP_ROWS, wasStale ? Math.max(1, at) : limit * 2);
      const read = async () => {
        const found = tail.rowsAfter(position, viewerId) ?? (await tail.readAfter(position, limit, viewerId));
        // Some time has passed since the viewer's permission was checked for these rows.
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
      // The viewer's permission has not been checked yet for rows beyond the head.
      batch = rows.filter(({ sequence }) => sequence <= head);
      at = 0;
      if (batch.length === 0) skipToHead();
    },
  };
}
