import { newId } from '../../../../runtime/operations/ids.ts';
import type { NotificationsContext, Outcome } from '../../context.ts';
import { type ChannelName, emailRefused, type OutsideChannel } from '../../events.ts';
import type { Settlement } from '../../repository/deliveries.ts';
import type {
  Listener,
  Notification,
  NotificationDelivery,
  NotificationDevice,
  NotificationsRepository,
} from '../../repository/index.ts';
import { nextDigest } from '../digests/digest-times.ts';
import { namePeople } from '../inbox/name-people.ts';
import { showText, type TextNeeds } from '../inbox/show-text.ts';
import { frequencyOf, isChosen } from '../preferences/default-choices.ts';
import { quietUntil } from '../preferences/quiet-hours.ts';
import type { RenderedText } from '../templates/render-template.ts';
import { linksFor } from './appeal-link.ts';
import { findAddress, readerOf } from './find-address.ts';
import { failedAttempt, settleAttempt } from './settle-attempt.ts';

/** Longer than the timeout of any channel, and short enough to settle within the lease of 60 s. */
const ATTEMPT_TIMEOUT_MS = 40_000;

/** Dependencies of a delivery. `expire` resolves after a time, or rejects when the signal aborts. */
export interface DeliverNeeds extends Pick<NotificationsContext, 'now' | 'ask' | 'channels'> {
  readonly repository: Pick<
    NotificationsRepository,
    | 'settleDelivery'
    | 'holdDelivery'
    | 'anyNotifications'
    | 'listeners'
    | 'templates'
    | 'relationsWith'
    | 'hiddenSubjects'
    | 'removeDevice'
    | 'announce'
  >;
  readonly random: () => number;
  readonly expire: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

/** Channels that interrupt the recipient and wait for the end of quiet hours. */
const DELAYED_BY_QUIET_HOURS: ReadonlySet<ChannelName> = new Set(['EMAIL', 'PUSH', 'TELEGRAM']);

/** A claimed delivery with everything for one attempt. */
interface Attempt {
  readonly delivery: NotificationDelivery;
  readonly notification: Notification;
  readonly listener: Listener;
  readonly lease: string;
}

/** Makes one attempt within its timeout and records the result. Never rejects: an unsettled lease expires. */
export async function deliver(needs: DeliverNeeds, what: Attempt): Promise<void> {
  const { delivery, notification, listener, lease } = what;
  const settlement = await withTimeout(needs, attempt(needs, delivery, notification, listener, lease)).catch(
    (error: unknown) => settleAttempt(needs, delivery, failedAttempt(String(error))),
  );
  if (settlement === null) return;
  await needs.repository.settleDelivery(delivery.id, lease, settlement).catch((error: unknown) => {
    needs.log.warn({ err: error, deliveryId: delivery.id }, 'could not record the result of a delivery');
  });
}

/** Rejects before the lease expires and another worker repeats the attempt. */
async function withTimeout<Value>({ expire }: DeliverNeeds, work: Promise<Value>): Promise<Value> {
  const ended = new AbortController();
  const late = expire(ATTEMPT_TIMEOUT_MS, ended.signal).then(() => Promise.reject(new Error('timed out')));
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
    late.catch(() => undefined);
  }
}

/** Returns the settlement; null when the delivery is held for a digest. */
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
  if (notification.readAt !== null) return skip('already read');
  if (!isChosen(listener.choices, notification.type, channel)) return skip('disabled by the recipient');
  const span = frequencyOf(listener.choices, notification.type, channel);
  if (span !== 'AT_ONCE') return hold(needs, delivery, nextDigest(span, listener.preferences, now), lease);
  const quiet =
    DELAYED_BY_QUIET_HOURS.has(channel) && notification.type !== 'ACCOUNT'
      ? quietUntil(listener.preferences, now)
      : null;
  if (quiet !== null) return { status: 'PENDING', at: quiet, error: null, counts: false };

  const destination = await findDestination(needs, delivery, listener);
  if (destination === null) return skip('the address or device no longer exists');
  const { template, text } = await textFor(needs, delivery, notification);
  if (text === null) return skip('hidden from the recipient');
  const outcome = await send(needs, {
    delivery,
    channel,
    notification,
    destination: destination,
    text: { ...text, template },
  });
  if (!outcome.sent && outcome.isGone) {
    // Before the settlement: a repeated attempt would publish it again, a settled one never.
    if (destination.device === null)
      await repository.announce(emailRefused, { userId: delivery.userId, at: now.toISOString() }, now);
    else await repository.removeDevice(delivery.userId, destination.device.id);
  }
  return settleAttempt(needs, delivery, outcome);
}

/** Holds an email for its recipient's digest at `slot`. */
async function hold(
  { repository, now }: DeliverNeeds,
  { id, userId }: NotificationDelivery,
  slot: Date,
  lease: string,
): Promise<Settlement | null> {
  const createdAt = now();
  const draft = { id: newId('ntg', createdAt), userId, slot, createdAt };
  if (await repository.holdDelivery(id, lease, draft)) return null;
  // That digest is being sent and accepts nothing more: the next attempt finds the following one.
  return { status: 'PENDING', at: createdAt, error: null, counts: false };
}

interface Destination {
  readonly address: string;
  readonly device: NotificationDevice | null;
}

/** The current destination: the verified address, or the device if it still belongs to the recipient. */
async function findDestination(
  { ask }: DeliverNeeds,
  delivery: NotificationDelivery,
  { devices }: Listener,
): Promise<Destination | null> {
  if (delivery.channel === 'EMAIL') {
    const address = await findAddress({ ask }, delivery.userId);
    return address === null ? null : { address, device: null };
  }
  const device = devices.find(({ id }) => id === delivery.deviceId);
  return device?.endpoint == null ? null : { address: device.endpoint, device };
}

function textFor(
  { repository, ask, channels }: DeliverNeeds,
  delivery: NotificationDelivery,
  notification: Notification,
) {
  const { userId } = delivery;
  const needs: TextNeeds = {
    templates: { load: async (id) => (await repository.templates([id]))[0] ?? null },
    names: { load: async (id) => (await namePeople({ ask }, readerOf(userId), [id]))[0] ?? null },
    relations: { load: async (id) => (await repository.relationsWith(userId, [id]))[0] ?? null },
    hiddenSubjects: { load: async (id) => (await repository.hiddenSubjects([id]))[0] ?? null },
  };
  return showText(needs, notification, linksFor(channels, delivery, notification));
}

function send(
  { channels }: DeliverNeeds,
  what: {
    readonly delivery: NotificationDelivery;
    readonly channel: OutsideChannel;
    readonly notification: Notification;
    readonly destination: Destination;
    readonly text: RenderedText & { readonly template: string };
  },
): Promise<Outcome> {
  const { delivery, channel, notification, destination, text } = what;
  return channels.send(channel, {
    ...text,
    ...destination,
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
