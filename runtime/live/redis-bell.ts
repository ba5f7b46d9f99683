import type { RedisConnections } from '../redis.ts';
import type { Bell, BellListener } from './bell.ts';

/** A bell over Redis pub/sub: one Redis subscription a topic and process, however many listen. */
export function createBell({
  pubsub,
  subscriber,
}: Pick<RedisConnections, 'pubsub' | 'subscriber'>): Bell & { close(): void } {
  const topics = new Map<string, Set<BellListener>>();
  const tell = (listeners: Iterable<BellListener>, payload: unknown) => {
    for (const listener of [...listeners]) listener(payload);
  };
  const reconnected = () => {
    for (const listeners of topics.values()) tell(listeners, null);
  };
  subscriber.on('ready', reconnected);

  const open = (topic: string, listeners: Set<BellListener>) => {
    const id = pubsub.subscribe(topic, (payload: unknown) => tell(listeners, payload ?? null));
    id.then(
      () => tell(listeners, null),
      () => undefined,
    );
    return id;
  };
  const subscriptions = new Map<string, Promise<number>>();
  const close = (topic: string) => {
    topics.delete(topic);
    const id = subscriptions.get(topic);
    subscriptions.delete(topic);
    // Unsubscribing waits for the subscription it undoes; both sit in the offline queue while Redis is away.
    id?.then((known) => pubsub.unsubscribe(known)).catch(() => undefined);
  };

  return {
    async ring(topic, payload = {}) {
      await pubsub.publish(topic, payload).catch(() => undefined);
    },
    on(topic, listener) {
      const known = topics.get(topic);
      const listeners = known ?? new Set();
      // Wrapped, so that one function may listen twice and each be closed alone.
      const own: BellListener = (payload) => listener(payload);
      listeners.add(own);
      if (known === undefined) {
        topics.set(topic, listeners);
        subscriptions.set(topic, open(topic, listeners));
      } else {
        subscriptions.get(topic)?.then(
          () => listeners.has(own) && own(null),
          () => undefined,
        );
      }
      return () => {
        if (!listeners.delete(own) || listeners.size > 0 || topics.get(topic) !== listeners) return;
        close(topic);
      };
    },
    close() {
      subscriber.off('ready', reconnected);
      topics.clear();
      subscriptions.clear();
    },
  };
}
