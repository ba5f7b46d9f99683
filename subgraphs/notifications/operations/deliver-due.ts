import { z } from 'zod';
import { ANONYMOUS, type Caller } from '../../../runtime/caller.ts';
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
import { isChosen } from './default-choices.ts';
import { namePeople } from './name-people.ts';
import { quietUntil } from './quiet-hours.ts';
import { LEASE_MS, MAX_ATTEMPTS, nextAttempt } from './retry-times.ts';
import { showText } from './show-text.ts';

const AT_ONCE = 20;

/** What delivering needs. */
export interface DeliverNeeds extends Pick<NotificationsContext, 'now' | 'ask' | 'channels'> {
  readonly repository: Pick<
    NotificationsRepository,
    'claimDeliveries' | 'settleDelivery' | 'anyNotifications' | 'listeners' | 'templates' | 'removeDevice'
  >;
  readonly random: () => number;
}

const ADDRESS = 'query NotificationsAddress { me { email emailVerified } }';
const ADDRESS_ANSWER = z.object({
  me: z.object({ email: z.string().nullish(), emailVerified: z.boolean().nullish() }).nullable(),
});

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
      const settlement = await attempt(needs, delivery, notification, listener).catch(
        (error: unknown): Settlement => settle(needs, delivery, failed(String(error))),
      );
      await needs.repository.settleDelivery(delivery.id, lease, settlement);
    }),
  );
  return claimed.length;
}

async function attempt(
  needs: DeliverNeeds,
  delivery: NotificationDelivery,
  notification: Notification,
  listener: Listener,
): Promise<Settlement> {
  const { channels, repository } = needs;
  const { channel } = delivery;
  const now = needs.now();
  const skip = (error: string): Settlement => ({ status: 'SKIPPED', at: now, error, counts: false });
  if (channel === 'IN_APP') return { status: 'SENT', at: now, error: null, counts: true };
  if (notification.readAt !== null) return skip('read before its time');
  if (!isChosen(listener.choices, notification.type, channel)) return skip('not wanted any more');
  const quiet = WAITS.has(channel) && notification.type !== 'ACCOUNT' ? quietUntil(listener.preferences, now) : null;
  if (quiet !== null) return { status: 'PENDING', at: quiet, error: null, counts: false };

  const place = await placeOf(needs, delivery, listener);
  if (place === null) return skip('there is no such place any more');
  const outcome = await send(needs, { delivery, channel, notification, place });
  if (!outcome.sent && outcome.isGone && place.device !== null) {
    await repository.removeDevice(delivery.userId, place.device.id);
  }
  return settle({ now: needs.now, random: needs.random, channels }, delivery, outcome);
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
    const { me } = ADDRESS_ANSWER.parse(await ask('auth', ADDRESS, {}, readerOf(delivery.userId)));
    return me?.email != null && me.emailVerified === true ? { address: me.email, device: null } : null;
  }
  const device = devices.find(({ id }) => id === delivery.deviceId);
  return device?.endpoint == null ? null : { address: device.endpoint, device };
}

/** What the reader may see, and nothing else, is what they are sent. */
const readerOf = (userId: string): Caller => ({ ...ANONYMOUS, viewerId: userId });

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
  });
}

const failed = (reason: string): Outcome => ({
  sent: false,
  reason,
  isPermanent: false,
  isGone: false,
  retryAfterSeconds: null,
});

function settle(
  { now, random }: Pick<DeliverNeeds, 'now' | 'random' | 'channels'>,
  { attempts }: NotificationDelivery,
  outcome: Outcome,
): Settlement {
  const at = now();
  if (outcome.sent) return { status: 'SENT', at, error: null, counts: true };
  const error = outcome.reason.slice(0, 500);
  if (outcome.isPermanent || outcome.isGone || attempts >= MAX_ATTEMPTS)
    return { status: 'DEAD', at, error, counts: true };
  const next = nextAttempt(attempts, at, random, outcome.retryAfterSeconds ?? 0);
  return { status: 'PENDING', at: next, error, counts: true };
}
