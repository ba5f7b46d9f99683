import type { Logger } from 'pino';
import type { RedisConnections } from '../redis.ts';
import type { SignalListener, Signals } from './signals.ts';

/** One topic that this process listens to. */
interface Topic {
  readonly listeners: Set<SignalListener>;
  /** Whether Redis has confirmed it once; until then listeners wait for their first `null`. */
  hasBegun: boolean;
  /** Undoes it, as soon as Redis answers. */
  unsubscribe(): void;
}

/** Signals over Redis pub/sub, with the means to recover from lost ones. */
export interface RedisSignals extends Signals {
  /** Calls every listener with `null`, so that each reads the state again. */
  resync(): void;
  close(): void;
}

/** One Redis subscription per topic and process, however many listeners there are. */
export function createSignals(
  { pubsub, subscriber }: Pick<RedisConnections, 'pubsub' | 'subscriber'>,
  logger?: Pick<Logger, 'error'>,
): RedisSignals {
  const topics = new Map<string, Topic>();
  /** A listener that fails must neither silence the others nor, being called by the connection, end the process. */
  const callAll = (listeners: Iterable<SignalListener>, payload: unknown): void => {
    for (const listener of [...listeners]) {
      try {
        listener(payload);
      } catch (error) {
        logger?.error({ err: error }, 'a signal listener failed');
      }
    }
  };
  const resync = (): void => {
    for (const { listeners, hasBegun } of topics.values()) if (hasBegun) callAll(listeners, null);
  };
  const reconnected = (): void => {
    const [any] = topics.keys();
    if (any === undefined) return;
    // Redis answers in order: once it confirms one topic again, all are subscribed, and no signal is lost from here on.
    subscriber.subscribe(any).then(resync, () => undefined);
  };
  subscriber.on('ready', reconnected);

  const open = (name: string): Topic => {
    const listeners = new Set<SignalListener>();
    const id = pubsub.subscribe(name, (payload: unknown) => callAll(listeners, payload ?? null));
    const topic: Topic = {
      listeners,
      hasBegun: false,
      // It waits for the subscription it undoes; both sit in the offline queue while Redis is away.
      unsubscribe: () => void id.then((subscription) => pubsub.unsubscribe(subscription)).catch(() => undefined),
    };
    id.then(
      () => {
        topic.hasBegun = true;
        callAll(listeners, null);
      },
      () => undefined,
    );
    topics.set(name, topic);
    return topic;
  };

  return {
    async notify(topic, payload = {}) {
      await pubsub.publish(topic, payload).catch(() => undefined);
    },
    on(name, listener) {
      const topic = topics.get(name) ?? open(name);
      // Wrapped, so that one function may listen twice and each be closed alone.
      const own: SignalListener = (payload) => listener(payload);
      topic.listeners.add(own);
      if (topic.hasBegun) queueMicrotask(() => topic.listeners.has(own) && callAll([own], null));
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
