import { newId } from '../../../../runtime/operations/ids.ts';
import { LEASE_MS } from '../../../../runtime/resilience/retry-times.ts';
import { CHANNELS, type ChannelName } from '../../events.ts';
import type { ClaimedDelivery, NotificationsRepository } from '../../repository/index.ts';
import { type DeliverNeeds, deliver } from './deliver.ts';

/** Maximum concurrent deliveries per process and channel, so that a slow channel does not block others. */
const MAX_CONCURRENT: Readonly<Record<ChannelName, number>> = {
  IN_APP: 20,
  /** The number of SMTP connections: further ones would use up their timeout while waiting. */
  EMAIL: 5,
  PUSH: 40,
  TELEGRAM: 20,
  WEBHOOK: 40,
};

/** Maximum concurrent deliveries per channel and recipient. */
export const MAX_PER_RECIPIENT = 4;

/** Maximum concurrent deliveries per channel and host. */
export const MAX_PER_HOST = 8;

export interface QueueNeeds extends DeliverNeeds {
  readonly repository: DeliverNeeds['repository'] & Pick<NotificationsRepository, 'claimDeliveries'>;
  /** Called whenever a delivery has ended and capacity is available. */
  readonly onCapacity: () => void;
}

/** The running deliveries of this process. */
export interface DeliveryQueue {
  /** Starts due deliveries within the limits and returns their number, without waiting for them. */
  fill(): Promise<number>;
  /** Resolves when no delivery is running. */
  drain(): Promise<void>;
}

/**
 * Runs deliveries concurrently and settles each when it ends. An attempt is recorded before it is made and settled after it:
 * if a worker dies in between, the attempt is repeated under the same delivery id.
 */
export function createDeliveryQueue(needs: QueueNeeds): DeliveryQueue {
  const running = new Map<ClaimedDelivery, Promise<void>>();
  const countBy = (keyOf: (delivery: ClaimedDelivery) => string | null): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const delivery of running.keys()) {
      const key = keyOf(delivery);
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };

  return {
    async fill() {
      const now = needs.now();
      const channels = countBy(({ channel }) => channel);
      const lease = newId('lse', now);
      const claimed = await needs.repository.claimDeliveries({
        lease,
        now,
        until: new Date(now.getTime() + LEASE_MS),
        free: new Map(CHANNELS.map((name) => [name, MAX_CONCURRENT[name] - (channels.get(name) ?? 0)])),
        perRecipient: MAX_PER_RECIPIENT,
        perHost: MAX_PER_HOST,
        recipients: countBy(({ channel, userId }) => `${channel}:${userId}`),
        hosts: countBy(({ channel, host }) => (host === null ? null : `${channel}:${host}`)),
      });
      if (claimed.length === 0) return 0;
      const [notifications, listeners] = await Promise.all([
        needs.repository.anyNotifications(claimed.map(({ notificationId }) => notificationId)),
        needs.repository.listeners(claimed.map(({ userId }) => userId)),
      ]);
      for (const [at, delivery] of claimed.entries()) {
        const [notification, listener] = [notifications[at], listeners[at]];
        if (notification == null || listener === undefined) continue;
        const ended = deliver(needs, { delivery, notification, listener, lease }).finally(() => {
          running.delete(delivery);
          needs.onCapacity();
        });
        running.set(delivery, ended);
      }
      return claimed.length;
    },
    async drain() {
      await Promise.all(running.values());
    },
  };
}
