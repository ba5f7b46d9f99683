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
import { findAddress, readerOf } from './find-address.ts';
import { failedAttempt, settleAttempt } from './settle-attempt.ts';

/** Longer than any channel waits; with the lease of 60 s there is time to settle. */
const ATTEMPT_MS = 40_000;

/** What delivering needs. `expire` resolves after a time, unless the signal ends the waiting: then it rejects. */
export interface DeliverNeeds extends Pick<NotificationsContext, 'now' | 'ask' | 'channels'> {
  readonly repository: Pick<
    NotificationsRepository,
    | 'settleDelivery'
    | 'holdDelivery'
    | 'anyNotifications'
    | 'listeners'
    | 'templates'
    | 'relationsWith'
    | 'removeDevice'
    | 'announce'
  >;
  readonly random: () => number;
  readonly expire: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

/** Interrupts people, so it waits for the end of their quiet hours. */
const WAITS: ReadonlySet<ChannelName> = new Set(['EMAIL', 'PUSH', 'TELEGRAM']);

/** A delivery that was claimed, with what it takes to make the attempt. */
interface Attempt {
  readonly delivery: NotificationDelivery;
  readonly notification: Notification;
  readonly listener: Listener;
  readonly lease: string;
}

/** Makes one attempt, within its time, and writes down what came of it. Never rejects: a lease that is not settled lapses. */
export async function deliver(needs: DeliverNeeds, what: Attempt): Promise<void> {
  const { delivery, notification, listener, lease } = what;
  const settlement = await withinTime(needs, attempt(needs, delivery, notification, listener, lease)).catch(
    (error: unknown) => settleAttempt(needs, delivery, failedAttempt(String(error))),
  );
  if (settlement === null) return;
  await needs.repository.settleDelivery(delivery.id, lease, settlement).catch((error: unknown) => {
    needs.log.warn({ err: error, deliveryId: delivery.id }, 'a delivery cannot be settled');
  });
}

/** What takes longer than the lease would be made by another worker meanwhile. */
async function withinTime<Value>({ expire }: DeliverNeeds, work: Promise<Value>): Promise<Value> {
  const ended = new AbortController();
  const late = expire(ATTEMPT_MS, ended.signal).then(() => Promise.reject(new Error('took too long')));
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
    late.catch(() => undefined);
  }
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
  const { template, text } = await textFor(needs, delivery.userId, notification);
  if (text === null) return skip('hidden from its reader');
  const outcome = await send(needs, { delivery, channel, notification, place, text: { ...text, template } });
  if (!outcome.sent && outcome.isGone) {
    // Before it is settled: an attempt that is made again tells it again, one that is settled never would.
    if (place.device === null)
      await repository.announce(emailRefused, { userId: delivery.userId, at: now.toISOString() }, now);
    else await repository.removeDevice(delivery.userId, place.device.id);
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

function textFor({ repository, ask }: DeliverNeeds, userId: string, notification: Notification) {
  const needs: TextNeeds = {
    templates: { load: async (id) => (await repository.templates([id]))[0] ?? null },
    names: { load: async (id) => (await namePeople({ ask }, readerOf(userId), [id]))[0] ?? null },
    relations: { load: async (id) => (await repository.relationsWith(userId, [id]))[0] ?? null },
  };
  return showText(needs, notification);
}

function send(
  { channels }: DeliverNeeds,
  what: {
    readonly delivery: NotificationDelivery;
    readonly channel: OutsideChannel;
    readonly notification: Notification;
    readonly place: Place;
    readonly text: RenderedText & { readonly template: string };
  },
): Promise<Outcome> {
  const { delivery, channel, notification, place, text } = what;
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
