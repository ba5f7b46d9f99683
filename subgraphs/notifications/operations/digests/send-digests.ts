import { newId } from '../../../../runtime/operations/ids.ts';
import { LEASE_MS } from '../../../../runtime/resilience/retry-times.ts';
import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
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
import { failedAttempt, settleAttempt } from '../deliveries/settle-attempt.ts';
import { namePeople } from '../inbox/name-people.ts';
import { quotedSubjectOf, showText } from '../inbox/show-text.ts';
import { isChosen } from '../preferences/default-choices.ts';
import { quietUntil } from '../preferences/quiet-hours.ts';
import type { RenderedText } from '../templates/render-template.ts';
import { composeDigest, DIGEST_TEMPLATE } from './compose-digest.ts';

const BATCH_SIZE = 20;

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
    | 'hiddenSubjects'
  >;
  readonly random: () => number;
}

/** A due digest with its items and templates. */
interface DigestDraft {
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

interface AttemptResult {
  readonly settlement: Settlement;
  /** Deliveries that the digest contained. */
  readonly deliveredIds: readonly string[];
}

/**
 * Sends due digests and returns the number of claimed ones. Notifications that were read or disabled since are left out, and
 * an empty digest is not sent. If a worker dies after sending, the digest is sent again under the same `Message-ID`.
 */
export async function sendDigests(needs: DigestNeeds, signal: AbortSignal): Promise<number> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimDigests({ limit: BATCH_SIZE, lease, now, until });
  if (claimed.length === 0) return 0;
  await Promise.all(
    (await draftDigests(needs, claimed)).map(async (draft) => {
      if (signal.aborted) return;
      const { digest } = draft;
      const { settlement, deliveredIds } = await attempt(needs, draft).catch(
        (error: unknown): AttemptResult => ({
          settlement: settleAttempt(needs, digest, failedAttempt(String(error))),
          deliveredIds: draft.items.map(({ deliveryId }) => deliveryId),
        }),
      );
      await needs.repository.settleDigest(digest.id, lease, settlement, deliveredIds);
    }),
  );
  return claimed.length;
}

/** Reads all digests together, in four statements plus one for the templates. */
async function draftDigests({ repository }: DigestNeeds, digests: readonly Digest[]): Promise<DigestDraft[]> {
  const [heldDeliveries, listeners, frames] = await Promise.all([
    repository.heldFor(digests.map(({ id }) => id)),
    repository.listeners(digests.map(({ userId }) => userId)),
    repository.newestOf(DIGEST_TEMPLATE),
  ]);
  const notifications = await repository.anyNotifications(heldDeliveries.map(({ notificationId }) => notificationId));
  const ids = [...new Set(notifications.flatMap((one) => (one === null ? [] : [one.templateId])))];
  const templates = new Map(
    (await repository.templates(ids)).flatMap((one) => (one === null ? [] : [[one.id, one] as const])),
  );
  const itemsOf = Map.groupBy(
    heldDeliveries.flatMap(({ id, digestId }: HeldDelivery, at) => {
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

async function attempt(needs: DigestNeeds, draft: DigestDraft): Promise<AttemptResult> {
  const { channels, now } = needs;
  const { digest, listener, items, frames } = draft;
  const at = now();
  const quiet = quietUntil(listener.preferences, at);
  if (quiet !== null)
    return { settlement: { status: 'PENDING', at: quiet, error: null, counts: false }, deliveredIds: [] };
  const skip = (error: string): AttemptResult => ({
    settlement: { status: 'SKIPPED', at, error, counts: false },
    deliveredIds: [],
  });
  const unread = items.filter(
    ({ notification: { readAt, type } }) => readAt === null && isChosen(listener.choices, type, 'EMAIL'),
  );
  if (unread.length === 0) return skip('no unread notifications');
  const shown = await visibleItems(needs, draft, unread);
  const [first] = shown;
  if (first === undefined) return skip('hidden from the recipient');
  const address = await findAddress(needs, digest.userId);
  if (address === null) return skip('the address or device no longer exists');
  const frame = nearestLocale(frames, listener.preferences.locale);
  if (frame === null) throw new Error(`no template named ${DIGEST_TEMPLATE}`);
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
  // Before the settlement: a repeated attempt would publish it again, a settled one never.
  if (!outcome.sent && outcome.isGone)
    await needs.repository.announce(emailRefused, { userId: digest.userId, at: at.toISOString() }, at);
  return { settlement: settleAttempt(needs, digest, outcome), deliveredIds: shown.map(({ deliveryId }) => deliveryId) };
}

/** Items visible to the recipient, with their current texts; names are loaded in one call. */
async function visibleItems(
  { ask, repository }: DigestNeeds,
  { digest, templates }: DigestDraft,
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
  const quoted = items.flatMap(({ notification }) => quotedSubjectOf(notification) ?? []);
  const isHidden = quoted.length === 0 ? [] : await repository.hiddenSubjects(quoted);
  const needs = {
    templates: { load: async (id: string) => templates.get(id) ?? null },
    names: { load: async (id: string) => ofActor.get(id)?.name ?? null },
    relations: { load: async (id: string) => ofActor.get(id)?.relation ?? null },
    hiddenSubjects: { load: async (id: string) => isHidden[quoted.indexOf(id)] ?? null },
  };
  const texts = await Promise.all(items.map(({ notification }) => showText(needs, notification)));
  return items.flatMap((item, at) => {
    const text = texts[at]?.text ?? null;
    return text === null ? [] : [{ ...item, text }];
  });
}
