import type { Logger } from 'pino';
import { fault } from '../executor/faults.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { DurableLog, Streams } from './durable-log.ts';
import { follow } from './follow.ts';
import type { Signals, Unsubscribe } from './signals.ts';
import { openTail, type Tail } from './tail.ts';

/** One poll per process, over the heads of all watched logs at once, covers lost signals. */
const POLL_MS = 5_000;

interface Watched {
  readonly log: DurableLog<unknown>;
  readonly key: string;
  readonly tail: Tail<unknown>;
  readonly unsubscribe: Unsubscribe;
}

const topicOf = (name: string, key: string): string => `log:${name}:${key}`;

/**
 * Durable streams of one process: signals over Redis say when to read, the log in PostgreSQL says what. `elapsedMs` is a
 * monotonic clock, by which buffered rows expire.
 */
export function createStreams(
  signals: Signals,
  logger: Logger,
  pollMs: number = POLL_MS,
  elapsedMs: () => number = () => performance.now(),
): Streams & { close(): void } {
  const watched = new Map<string, Watched>();
  const open = new Set<AsyncIterableIterator<unknown>>();
  /** By name: the logs that cursors were made for, with the timelines of their databases as last read. */
  const timelines = new Map<string, { readonly log: Pick<DurableLog<unknown>, 'heads'>; readonly timeline: string }>();
  let closed = false;

  const tailOf = <Entry>(log: DurableLog<Entry>, key: string): Tail<Entry> => {
    const name = topicOf(log.name, key);
    const existing = watched.get(name);
    // as: a log's name identifies one log, and so one type of entry.
    if (existing !== undefined) return existing.tail as Tail<Entry>;
    const onIdle = (): void => {
      if (watched.get(name)?.tail !== tail) return;
      watched.get(name)?.unsubscribe();
      watched.delete(name);
      tail.close();
    };
    const tail = openTail(log, key, logger, onIdle, elapsedMs);
    watched.set(name, { log, key, tail, unsubscribe: signals.on(name, () => tail.refresh()) });
    return tail;
  };
  const timer = setInterval(() => {
    const entriesByLog = Map.groupBy(watched.values(), ({ log }) => log.name);
    for (const name of new Set([...entriesByLog.keys(), ...timelines.keys()])) {
      const entries = entriesByLog.get(name) ?? [];
      const log = entries[0]?.log ?? timelines.get(name)?.log;
      if (log === undefined) continue;
      pollHeads(log, entries).then(
        (timeline) => timelines.has(name) && timelines.set(name, { log, timeline }),
        (error) => logger.warn({ err: error }, 'the heads of live logs cannot be read'),
      );
    }
  }, pollMs);
  timer.unref();

  return {
    async follow(log, key, viewerId, after) {
      if (closed) throw fault('UNAVAILABLE', 'The server is shutting down. Try again.');
      const from = after == null ? null : decodeCursor(log.name, key, after);
      const tail = tailOf(log, key);
      const events = await follow({ log, key, viewerId, from, tail, logger, onEnd: () => open.delete(events) });
      open.add(events);
      if (closed) await events.return?.();
      return events;
    },
    announce: (log, key) => signals.notify(topicOf(log.name, key)),
    async cursor(log, key, sequence) {
      const { timeline } = timelines.get(log.name) ?? (await log.heads([]));
      if (!timelines.has(log.name)) timelines.set(log.name, { log, timeline });
      return encodeCursor(log.name, key, sequence, timeline);
    },
    close() {
      closed = true;
      clearInterval(timer);
      for (const events of open) void events.return?.();
      for (const { tail, unsubscribe } of watched.values()) {
        unsubscribe();
        tail.close();
      }
      watched.clear();
    },
  };
}

/** Compares the heads of many keys of one log with their tails, and returns the timeline of its database. */
async function pollHeads(log: Pick<DurableLog<unknown>, 'heads'>, entries: readonly Watched[]): Promise<string> {
  const before = entries.map(({ tail }) => tail.head());
  const { timeline, sequences } = await log.heads(entries.map(({ key }) => key));
  entries.forEach(({ key, tail }, at) => {
    const previous = before[at] ?? null;
    const head = sequences.get(key) ?? 0;
    if (previous === null) return;
    // A log shrinks only when its database failed over to a standby that was behind, or is restored from a backup.
    if (head < previous || timeline !== tail.timeline()) tail.rewind(head, timeline);
    if (head > (tail.head() ?? 0)) tail.refresh();
  });
  return timeline;
}
