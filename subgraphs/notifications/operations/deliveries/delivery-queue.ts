import { newId } from '../../../../runtime/operations/ids.ts';
import { CHANNELS, type ChannelName } from '../../events.ts';
import type { ClaimedDelivery, NotificationsRepository } from '../../repository/index.ts';
import { type DeliverNeeds, deliver } from './deliver.ts';
import { LEASE_MS } from './retry-times.ts';

/** Most deliveries under way in one process, by channel: a channel that hangs leaves the others alone. */
const MAX_UNDER_WAY: Readonly<Record<ChannelName, number>> = {
  IN_APP: 20,
  /** As many as the mailer has connections: what waited behind them would use up its time. */
  EMAIL: 5,
  PUSH: 40,
  TELEGRAM: 20,
  WEBHOOK: 40,
};

/** Most deliveries of a channel under way to one person: who is slow is slow for themselves. */
export const MAX_PER_RECIPIENT = 4;

/** Most deliveries of a channel under way to one host. */
export const MAX_PER_HOST = 8;

/** What the queue needs. */
export interface QueueNeeds extends DeliverNeeds {
  readonly repository: DeliverNeeds['repository'] & Pick<NotificationsRepository, 'claimDeliveries'>;
  /** Called whenever a delivery has ended, so that there is room. */
  readonly onRoom: () => void;
}

/** The deliveries that are under way in this process. */
export interface DeliveryQueue {
  /** Starts what is due and fits, and tells how many that were. Does not wait for them. */
  fill(): Promise<number>;
  /** Resolves when nothing is under way any more. */
  drain(): Promise<void>;
}

/**
 * Deliveries that run by themselves: each is settled when it ends, whatever the others do. An attempt is written down
 * before it is made and settled after it: a worker that dies between the two leaves one that is made again, under the
 * same delivery id.
 */
export function createDeliveryQueue(needs: QueueNeeds): DeliveryQueue {
  const underWay = new Map<ClaimedDelivery, Promise<void>>();
  const countBy = (keyOf: (delivery: ClaimedDelivery) => string | null): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const delivery of underWay.keys()) {
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
        free: new Map(CHANNELS.map((name) => [name, MAX_UNDER_WAY[name] - (channels.get(name) ?? 0)])),
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
          underWay.delete(delivery);
          needs.onRoom();
        });
        underWay.set(delivery, ended);
      }
      return claimed.length;
    },
    async drain() {
      await Promise.all(underWay.values());
    },
  };
}
