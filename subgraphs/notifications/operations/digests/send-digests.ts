import { newId } from '../../../../runtime/operations/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import { emailRefused } from '../../events.ts';
import type { Settlement } from '../../repository/deliveries.ts';
import type {
  Digest,
  HeldDelivery,
  Listener,
  Notification,
  NotificationsRepository,
  NotificationTemplate,
} from '../../repository/index.ts';
import { findAddress, readerOf } from '../deliveries/find-address.ts';
import { LEASE_MS } from '../deliveries/retry-times.ts';
import { failedAttempt, settleAttempt } from '../deliveries/settle-attempt.ts';
import { namePeople } from '../inbox/name-people.ts';
import { showText } from '../inbox/show-text.ts';
import { isChosen } from '../preferences/default-choices.ts';
import { quietUntil } from '../preferences/quiet-hours.ts';
import { nearestLocale, type RenderedText } from '../templates/render-template.ts';
import { composeDigest, DIGEST_TEMPLATE } from './compose-digest.ts';

const AT_ONCE = 20;

/** What sending digests needs. */
export interface DigestNeeds extends Pick<NotificationsContext, 'now' | 'ask' | 'channels'> {
  readonly repository: Pick<
    NotificationsRepository,
    | 'claimDigests'
    | 'heldFor'
    | 'settleDigest'
    | 'anyNotifications'
    | 'listeners'
    | 'templates'
    | 'newestOf'
    | 'announce'
    | 'relationsWith'
  >;
  readonly random: () => number;
}

/** One digest with everything that it may tell of. */
interface Letter {
  readonly digest: Digest;
  readonly listener: Listener;
  readonly items: readonly Item[];
  readonly frames: readonly NotificationTemplate[];
  readonly templates: ReadonlyMap<string, NotificationTemplate>;
}

interface Item {
  readonly deliveryId: string;
  readonly notification: Notification;
}

interface Sent {
  readonly settlement: Settlement;
  /** Deliveries that the letter told of. */
  readonly toldIds: readonly string[];
}

/**
 * Sends digests that are due, and tells how many were looked at. What has been read by then, or is not wanted any more, is
 * left out; a letter that would be empty is not sent. A worker that dies after sending leaves a letter that is sent again
 * under the same `Message-ID`.
 */
export async function sendDigests(needs: DigestNeeds, signal: AbortSignal): Promise<number> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimDigests({ limit: AT_ONCE, lease, now, until });
  if (claimed.length === 0) return 0;
  await Promise.all(
    (await lettersOf(needs, claimed)).map(async (letter) => {
      if (signal.aborted) return;
      const { digest } = letter;
      const { settlement, toldIds } = await attempt(needs, letter).catch(
        (error: unknown): Sent => ({
          settlement: settleAttempt(needs, digest, failedAttempt(String(error))),
          toldIds: letter.items.map(({ deliveryId }) => deliveryId),
        }),
      );
      await needs.repository.settleDigest(digest.id, lease, settlement, toldIds);
    }),
  );
  return claimed.length;
}

/** Reads for all digests together, in four statements and one more for the templates. */
async function lettersOf({ repository }: DigestNeeds, digests: readonly Digest[]): Promise<Letter[]> {
  const [held, listeners, frames] = await Promise.all([
    repository.heldFor(digests.map(({ id }) => id)),
    repository.listeners(digests.map(({ userId }) => userId)),
    repository.newestOf(DIGEST_TEMPLATE),
  ]);
  const notifications = await repository.anyNotifications(held.map(({ notificationId }) => notificationId));
  const ids = [...new Set(notifications.flatMap((one) => (one === null ? [] : [one.templateId])))];
  const templates = new Map(
    (await repository.templates(ids)).flatMap((one) => (one === null ? [] : [[one.id, one] as const])),
  );
  const itemsOf = Map.groupBy(
    held.flatMap(({ id, digestId }: HeldDelivery, at) => {
      const notification = notifications[at];
      return notification == null ? [] : [{ deliveryId: id, digestId, notification }];
    }),
    ({ digestId }) => digestId,
  );
  return digests.flatMap((digest, at) => {
    const listener = listeners[at];
    return listener === undefined ? [] : [{ digest, listener, items: itemsOf.get(digest.id) ?? [], frames, templates }];
  });
}

async function attempt(needs: DigestNeeds, letter: Letter): Promise<Sent> {
  const { channels, now } = needs;
  const { digest, listener, items, frames } = letter;
  const at = now();
  const quiet = quietUntil(listener.preferences, at);
  if (quiet !== null) return { settlement: { status: 'PENDING', at: quiet, error: null, counts: false }, toldIds: [] };
  const skip = (error: string): Sent => ({
    settlement: { status: 'SKIPPED', at, error, counts: false },
    toldIds: [],
  });
  const wanted = items.filter(
    ({ notification: { readAt, type } }) => readAt === null && isChosen(listener.choices, type, 'EMAIL'),
  );
  if (wanted.length === 0) return skip('nothing is unread');
  const shown = await shownOf(needs, letter, wanted);
  const [first] = shown;
  if (first === undefined) return skip('hidden from its reader');
  const address = await findAddress(needs, digest.userId);
  if (address === null) return skip('there is no such place any more');
  const frame = nearestLocale(frames, listener.preferences.locale);
  if (frame === null) throw new Error(`there is no template ${DIGEST_TEMPLATE}`);
  const types = [...new Set(shown.map(({ notification }) => notification.type))];
  const outcome = await channels.send('EMAIL', {
    ...composeDigest(
      frame,
      shown.map(({ text }) => text),
    ),
    template: DIGEST_TEMPLATE,
    deliveryId: digest.id,
    notificationId: first.notification.id,
    type: first.notification.type,
    groupKey: null,
    createdAt: digest.slot ?? digest.createdAt,
    address,
    device: null,
    unsubscribeUrl: channels.unsubscribeUrl({ userId: digest.userId, types }),
  });
  // Before it is settled: an attempt that is made again tells it again, one that is settled never would.
  if (!outcome.sent && outcome.isGone)
    await needs.repository.announce(emailRefused, { userId: digest.userId, at: at.toISOString() }, at);
  return { settlement: settleAttempt(needs, digest, outcome), toldIds: shown.map(({ deliveryId }) => deliveryId) };
}

/** What is not hidden from the reader, with its text as they may see it now; profile is asked once for all names. */
async function shownOf(
  { ask, repository }: DigestNeeds,
  { digest, templates }: Letter,
  items: readonly Item[],
): Promise<(Item & { readonly text: RenderedText })[]> {
  const actors = [...new Set(items.flatMap(({ notification: { actorId } }) => (actorId === null ? [] : [actorId])))];
  const [found, relations] =
    actors.length === 0
      ? [[], []]
      : await Promise.all([
          namePeople({ ask }, readerOf(digest.userId), actors),
          repository.relationsWith(digest.userId, actors),
        ]);
  const ofActor = new Map(actors.map((actor, at) => [actor, { name: found[at], relation: relations[at] }]));
  const needs = {
    templates: { load: async (id: string) => templates.get(id) ?? null },
    names: { load: async (id: string) => ofActor.get(id)?.name ?? null },
    relations: { load: async (id: string) => ofActor.get(id)?.relation ?? null },
  };
  const texts = await Promise.all(items.map(({ notification }) => showText(needs, notification)));
  return items.flatMap((item, at) => {
    const text = texts[at]?.text ?? null;
    return text === null ? [] : [{ ...item, text }];
  });
}
