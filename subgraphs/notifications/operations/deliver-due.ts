import { newId } from '../../../runtime/ids.ts';
import type { NotificationsContext, Outcome } from '../context.ts';
import type { ChannelName, OutsideChannel } from '../events.ts';
import type { Settlement } from '../repository/deliveries.ts';
import type {
  Listener,
  Notification,
  NotificationDelivery,
  NotificationDevice,
  NotificationsRepository,
} from '../repository/index.ts';
import { frequencyOf, isChosen } from './default-choices.ts';
import { nextDigest } from './digest-times.ts';
import { findAddress, readerOf } from './find-address.ts';
import { namePeople } from './name-people.ts';
import { quietUntil } from './quiet-hours.ts';
import { LEASE_MS } from './retry-times.ts';
import { failedAttempt, settleAttempt } from './settle-attempt.ts';
import { showText } from './show-text.ts';

const AT_ONCE = 20;

/** What delivering needs. */
export interface DeliverNeeds extends Pick<NotificationsContext, 'now' | 'ask' | 'channels'> {
  readonly repository: Pick<
    NotificationsRepository,
    | 'claimDeliveries'
    | 'settleDelivery'
    | 'holdDelivery'
    | 'anyNotifications'
    | 'listeners'
    | 'templates'
    | 'removeDevice'
  >;
  readonly random: () => number;
}

/** Interrupts people, so it waits for the end of their quiet hours. */
const WAITS: ReadonlySet<ChannelName> = new Set(['EMAIL', 'PUSH', 'TELEGRAM']);

/**
 * Tries what is due, and tells how many deliveries were looked at. An attempt is written down before it is made and
 * settled after it: a worker that dies between the two leaves one that is made again, under the same delivery id.
 */
export async function deliverDue(needs: DeliverNeeds, signal: AbortSignal): Promise<number> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimDeliveries({ limit: AT_ONCE, lease, now, until });
  if (claimed.length === 0) return 0;
  const [notifications, listeners] = await Promise.all([
    needs.repository.anyNotifications(claimed.map(({ notificationId }) => notificationId)),
    needs.repository.listeners(claimed.map(({ userId }) => userId)),
  ]);
  await Promise.all(
    claimed.map(async (delivery, at) => {
      const [notification, listener] = [notifications[at], listeners[at]];
      if (signal.aborted || notification == null || listener === undefined) return;
      const settlement = await attempt(needs, delivery, notification, listener, lease).catch((error: unknown) =>
        settleAttempt(needs, delivery, failedAttempt(String(error))),
      );
      if (settlement !== null) await needs.repository.settleDelivery(delivery.id, lease, settlement);
    }),
  );
  return claimed.length;
}

/** Null: there is nothing to settle, the delivery waits for a digest. */
async function attempt(
  needs: DeliverNeeds,
  delivery: NotificationDelivery,
  notification: Notification,
  listener: Listener,
  lease: string,
): Promise<Settlement | null> {
  const { repository } = needs;
  const { channel } = delivery;
  const now = needs.now();
  const skip = (error: string): Settlement => ({ status: 'SKIPPED', at: now, error, counts: false });
  if (channel === 'IN_APP') return { status: 'SENT', at: now, error: null, counts: true };
  if (notification.readAt !== null) return skip('read before its time');
  if (!isChosen(listener.choices, notification.type, channel)) return skip('not wanted any more');
  const span = frequencyOf(listener.choices, notification.type, channel);
  if (span !== 'AT_ONCE') return hold(needs, delivery, nextDigest(span, listener.preferences, now), lease);
  const quiet = WAITS.has(channel) && notification.type !== 'ACCOUNT' ? quietUntil(listener.preferences, now) : null;
  if (quiet !== null) return { status: 'PENDING', at: quiet, error: null, counts: false };

  const place = await placeOf(needs, delivery, listener);
  if (place === null) return skip('there is no such place any more');
  const outcome = await send(needs, { delivery, channel, notification, place });
  if (!outcome.sent && outcome.isGone && place.device !== null) {
    await repository.removeDevice(delivery.userId, place.device.id);
  }
  return settleAttempt(needs, delivery, outcome);
}

/** Has a letter wait for the digest of its person that leaves at `slot`. */
async function hold(
  { repository, now }: DeliverNeeds,
  { id, userId }: NotificationDelivery,
  slot: Date,
  lease: string,
): Promise<Settlement | null> {
  const createdAt = now();
  const draft = { id: newId('ntg', createdAt), userId, slot, createdAt };
  if (await repository.holdDelivery(id, lease, draft)) return null;
  // That digest has begun to leave in this very moment and takes nothing more: the next round finds the one after.
  return { status: 'PENDING', at: createdAt, error: null, counts: false };
}

interface Place {
  readonly address: string;
  readonly device: NotificationDevice | null;
}

/** Where the delivery goes now: the verified address, or the device if it is still the person's. */
async function placeOf(
  { ask }: DeliverNeeds,
  delivery: NotificationDelivery,
  { devices }: Listener,
): Promise<Place | null> {
  if (delivery.channel === 'EMAIL') {
    const address = await findAddress({ ask }, delivery.userId);
    return address === null ? null : { address, device: null };
  }
  const device = devices.find(({ id }) => id === delivery.deviceId);
  return device?.endpoint == null ? null : { address: device.endpoint, device };
}

async function send(
  { repository, channels, ask }: DeliverNeeds,
  what: {
    readonly delivery: NotificationDelivery;
    readonly channel: OutsideChannel;
    readonly notification: Notification;
    readonly place: Place;
  },
): Promise<Outcome> {
  const { delivery, channel, notification, place } = what;
  const text = await showText(
    {
      templates: { load: async (id) => (await repository.templates([id]))[0] ?? null },
      names: { load: async (id) => (await namePeople({ ask }, readerOf(delivery.userId), [id]))[0] ?? null },
    },
    notification,
  );
  return channels.send(channel, {
    ...text,
    ...place,
    deliveryId: delivery.id,
    notificationId: notification.id,
    type: notification.type,
    groupKey: notification.groupKey,
    createdAt: notification.createdAt,
    unsubscribeUrl:
      channel === 'EMAIL' && notification.type !== 'ACCOUNT'
        ? channels.unsubscribeUrl({ userId: delivery.userId, types: [notification.type] })
        : null,
  });
}
