import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisConnections } from '../redis.ts';
import { pause } from '../resilience/pause.ts';
import { streamKeys } from './event-stream.ts';
import { parseHead } from './stream-head.ts';

/** A read returns at least this often, to notice heads that changed without a new entry. */
const BLOCK_MS = 1_000;
/** Pause while Redis is away. */
const RETRY_MS = 500;
/** Between attempts to end a read that has been sent but has not begun. */
const INTERRUPT_RETRY_MS = 20;

/** Says when producers have new events. */
export interface StreamWatch {
  /** Calls `wake` when one of the producers may have news, until the returned function is called. */
  on(producers: readonly string[], wake: () => void): () => void;
}

type Connections = Pick<RedisConnections, 'blocking' | 'commands'>;
type Listeners = Map<string, Set<() => void>>;

/**
 * Watches the streams of all producers that a process consumes on one blocking connection, which is open while anybody
 * listens. It wakes consumers and reads nothing for them: each has a position of its own, and a slow one holds up no other.
 */
export function watchStreams(connections: Connections): StreamWatch {
  const listeners: Listeners = new Map();
  let watch: ReturnType<typeof openWatch> | null = null;
  return {
    on(producers, wake) {
      for (const producer of producers) listeners.set(producer, (listeners.get(producer) ?? new Set()).add(wake));
      watch ??= openWatch(connections, listeners);
      void watch.interrupt();
      return () => {
        for (const producer of producers) {
          listeners.get(producer)?.delete(wake);
          if (listeners.get(producer)?.size === 0) listeners.delete(producer);
        }
        if (listeners.size > 0) return;
        watch?.close();
        watch = null;
      };
    },
  };
}

/** Reads until it is closed. `interrupt` ends a read that does not have the newest listeners' streams. */
function openWatch({ blocking, commands }: Connections, listeners: Listeners) {
  const redis = blocking();
  const end = new AbortController();
  /** Of the connection, as Redis knows it; null while it has to be read. */
  let clientId: number | null = null;
  let reads = 0;
  let isBlocked = false;
  const heads = createHeads(listeners);

  const readOnce = async (): Promise<void> => {
    if (redis.status !== 'ready') await once(redis, 'ready', { signal: end.signal });
    clientId ??= await redis.client('ID');
    const producers = [...listeners.keys()];
    await heads.update(redis, producers);
    reads += 1;
    isBlocked = true;
    const keys = producers.map((producer) => streamKeys(producer).entries);
    const read = await redis.xread('COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...producers.map(heads.after));
    isBlocked = false;
    for (const [key, entries] of read ?? []) heads.found(producers[keys.indexOf(key)] ?? '', entries.at(-1)?.[0] ?? '');
  };
  const run = async (): Promise<void> => {
    while (!end.signal.aborted) {
      try {
        await readOnce();
      } catch {
        // The connection itself logs that it is away. What was read before may have been lost.
        isBlocked = false;
        clientId = null;
        heads.clear();
        await pause(RETRY_MS, end.signal);
      }
    }
  };
  void run();

  return {
    async interrupt() {
      const current = reads;
      while (isBlocked && reads === current && clientId !== null) {
        const isEnded = await commands.client('UNBLOCK', clientId).catch(() => 1);
        if (isEnded === 1) return;
        await setTimeout(INTERRUPT_RETRY_MS, undefined, { ref: false });
      }
    },
    close() {
      end.abort();
      redis.disconnect();
    },
  };
}

/** The heads as last seen, and where reading continues. Wakes the listeners of a producer once for each change. */
function createHeads(listeners: Listeners) {
  const byProducer = new Map<
    string,
    { readonly text: string | null; readonly after: string; readonly hasNews: boolean }
  >();
  return {
    async update(redis: Redis, producers: readonly string[]): Promise<void> {
      const texts = await redis.mget(...producers.map((producer) => streamKeys(producer).head));
      for (const [at, producer] of producers.entries()) {
        const text = texts[at] ?? null;
        const before = byProducer.get(producer);
        if (before !== undefined && before.text === text && !before.hasNews) continue;
        const head = parseHead(text);
        // Entries and head are written in one transaction; an entry that is found without one is not found again.
        const after = before?.text === text ? before.after : `${head?.published ?? head?.number ?? 0}-0`;
        byProducer.set(producer, { text, after, hasNews: false });
        for (const wake of listeners.get(producer) ?? []) wake();
      }
    },
    after: (producer: string): string => byProducer.get(producer)?.after ?? '0-0',
    found(producer: string, after: string): void {
      const before = byProducer.get(producer);
      if (before !== undefined) byProducer.set(producer, { ...before, after, hasNews: true });
    },
    clear: () => byProducer.clear(),
  };
}
