import type { Logger } from 'pino';
import type { RedisConnections } from '../redis.ts';
import type { Bell, BellListener } from './bell.ts';

/** One topic that this process listens to. */
interface Topic {
  readonly listeners: Set<BellListener>;
  /** Whether Redis has confirmed it once; until then listeners wait for their first `null`. */
  hasBegun: boolean;
  /** Undoes it, as soon as Redis answers. */
  unsubscribe(): void;
}

/** A bell that can be told that rings may have been lost. */
export interface SignalBell extends Bell {
  /** Tells every listener to read the truth again. */
  resync(): void;
  close(): void;
}

/** A bell over Redis pub/sub: one Redis subscription a topic and process, however many listen. */
export function createBell(
  { pubsub, subscriber }: Pick<RedisConnections, 'pubsub' | 'subscriber'>,
  logger?: Pick<Logger, 'error'>,
): SignalBell {
  const topics = new Map<string, Topic>();
  /** A listener that fails must neither silence the others nor, being called by the connection, end the process. */
  const tell = (listeners: Iterable<BellListener>, payload: unknown): void => {
    for (const listener of [...listeners]) {
      try {
        listener(payload);
      } catch (error) {
        logger?.error({ err: error }, 'a listener of a bell failed');
      }
    }
  };
  const resync = (): void => {
    for (const { listeners, hasBegun } of topics.values()) if (hasBegun) tell(listeners, null);
  };
  const reconnected = (): void => {
    const [any] = topics.keys();
    if (any === undefined) return;
    // Redis answers in order: once it confirms one topic again, it has heard of all, and no ring is lost from here on.
    subscriber.subscribe(any).then(resync, () => undefined);
  };
  subscriber.on('ready', reconnected);

  const open = (name: string): Topic => {
    const listeners = new Set<BellListener>();
    const id = pubsub.subscribe(name, (payload: unknown) => tell(listeners, payload ?? null));
    const topic: Topic = {
      listeners,
      hasBegun: false,
      // It waits for the subscription it undoes; both sit in the offline queue while Redis is away.
      unsubscribe: () => void id.then((known) => pubsub.unsubscribe(known)).catch(() => undefined),
    };
    id.then(
      () => {
        topic.hasBegun = true;
        tell(listeners, null);
      },
      () => undefined,
    );
    topics.set(name, topic);
    return topic;
  };

  return {
    async ring(topic, payload = {}) {
      await pubsub.publish(topic, payload).catch(() => undefined);
    },
    on(name, listener) {
      const topic = topics.get(name) ?? open(name);
      // Wrapped, so that one function may listen twice and each be closed alone.
      const own: BellListener = (payload) => listener(payload);
      topic.listeners.add(own);
      if (topic.hasBegun) queueMicrotask(() => topic.listeners.has(own) && tell([own], null));
      return () => {
        if (!topic.listeners.delete(own) || topic.listeners.size > 0) return;
        if (topics.get(name) === topic) topics.delete(name);
        topic.unsubscribe();
      };
    },
    resync,
    close() {
      subscriber.off('ready', reconnected);
      for (const { listeners } of topics.values()) listeners.clear();
      topics.clear();
    },
  };
}
