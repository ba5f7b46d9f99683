import type { Logger } from 'pino';
import type { Bell, Unlisten } from './bell.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { follow } from './follow.ts';
import type { DurableLog, Streams } from './streams.ts';
import { openTail, type Tail } from './tail.ts';

/** Lost bells are made good by one poll a process, over the heads of all watched logs at once. */
const POLL_MS = 5_000;

interface Watched {
  readonly log: DurableLog<unknown>;
  readonly key: string;
  readonly tail: Tail<unknown>;
  readonly unlisten: Unlisten;
}

const topicOf = (name: string, key: string): string => `log:${name}:${key}`;

/** Durable streams of one process: bells over Redis say when, the log in PostgreSQL says what. */
export function createStreams(bell: Bell, logger: Logger): Streams & { close(): void } {
  const watched = new Map<string, Watched>();
  const open = new Set<AsyncIterableIterator<unknown>>();

  const tailOf = <Entry>(log: DurableLog<Entry>, key: string): Tail<Entry> => {
    const name = topicOf(log.name, key);
    const known = watched.get(name);
    // as: a log's name stands for one log, and so for one type of entries.
    if (known !== undefined) return known.tail as Tail<Entry>;
    const tail = openTail(log, key, logger, () => {
      if (watched.get(name)?.tail !== tail) return;
      watched.get(name)?.unlisten();
      watched.delete(name);
      tail.close();
    });
    watched.set(name, { log, key, tail, unlisten: bell.on(name, () => tail.refresh()) });
    return tail;
  };

  const pollHeads = async (entries: readonly Watched[]): Promise<void> => {
    const [first] = entries;
    if (first === undefined) return;
    const heads = await first.log.heads(entries.map(({ key }) => key));
    for (const { key, tail } of entries) {
      if ((heads.get(key) ?? 0) > (tail.head() ?? Number.POSITIVE_INFINITY)) tail.refresh();
    }
  };
  const poll = (): void => {
    for (const entries of Map.groupBy(watched.values(), ({ log }) => log.name).values()) {
      pollHeads(entries).catch((error) => logger.warn({ err: error }, 'the heads of live logs cannot be read'));
    }
  };
  const timer = setInterval(poll, POLL_MS);
  timer.unref();

  return {
    async follow(log, key, viewerId, after) {
      const from = after == null ? null : decodeCursor(log.name, key, after);
      const tail = tailOf(log, key);
      const stream = await follow({ log, key, viewerId, from, tail });
      open.add(stream.events);
      stream.onEnd(() => open.delete(stream.events));
      return stream.events;
    },
    announce: (log, key) => bell.ring(topicOf(log.name, key)),
    cursor: (log, key, sequence) => encodeCursor(log.name, key, sequence),
    close() {
      clearInterval(timer);
      for (const events of open) void events.return?.();
      for (const { tail, unlisten } of watched.values()) {
        unlisten();
        tail.close();
      }
      watched.clear();
    },
  };
}
