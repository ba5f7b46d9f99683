import { newId } from '../../../../runtime/operations/ids.ts';
import { LEASE_MS, MAX_ATTEMPTS, nextAttempt } from '../../../../runtime/resilience/retry-times.ts';
import type { NotificationsContext } from '../../context.ts';
import { INBOX_LOG } from '../../events.ts';
import type { NotificationsStore, Occurrence } from '../../repository/index.ts';
import {
  AUDIENCE_BATCH_SIZE,
  type AudienceNeeds,
  type AudiencePage,
  askMessageRecipients,
  findAudience,
} from './find-audience.ts';
import { planNotification } from './plan-notification.ts';

const BATCH_SIZE = 20;

export interface ExpandNeeds extends Pick<NotificationsContext, 'ask' | 'now' | 'channels'> {
  readonly streams: Pick<NotificationsContext['streams'], 'announce'>;
  readonly repository: AudienceNeeds['repository'] &
    Pick<NotificationsStore, 'claimOccurrences' | 'postponeOccurrence' | 'listeners' | 'newestOf'> & {
      transaction<T>(work: (store: ExpandStore) => Promise<T>): Promise<T>;
    };
  readonly random: () => number;
}

type ExpandStore = Pick<NotificationsStore, 'advanceOccurrences' | 'addNotifications' | 'addDeliveries'>;

/** What has become of the occurrences that were due. */
export interface ExpansionResult {
  /** Whether others, or the rest of an audience, may be due already. */
  readonly hasMore: boolean;
  /** Whether deliveries wait to be sent. */
  readonly hasDeliveries: boolean;
}

/** An occurrence and the next batch of its audience. */
interface Expansion extends AudiencePage {
  readonly occurrence: Occurrence;
}

/**
 * Distributes each due occurrence to the next batch of its audience. The progress is stored in the transaction that adds the
 * notifications, so each user is notified exactly once.
 */
export async function expandOccurrences(needs: ExpandNeeds, signal: AbortSignal): Promise<ExpansionResult> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimOccurrences({ limit: BATCH_SIZE, lease, now, until });
  const postpone = async (occurrence: Occurrence, error: unknown) => {
    const isLast = occurrence.attempts >= MAX_ATTEMPTS;
    const at = isLast ? null : nextAttempt(occurrence.attempts, needs.now(), needs.random);
    await needs.repository.postponeOccurrence(occurrence.id, lease, at, String(error).slice(0, 500));
  };
  const audienceNeeds: AudienceNeeds = { ...needs, messageRecipients: askMessageRecipients(needs.ask, claimed) };
  const found = await Promise.all(
    claimed.map(async (occurrence): Promise<Expansion | null> => {
      try {
        return { occurrence, ...(await findAudience(audienceNeeds, occurrence)) };
      } catch (error) {
        await postpone(occurrence, error);
        return null;
      }
    }),
  );
  const expansions = found.filter((expansion) => expansion !== null);
  let hasDeliveries = false;
  const attempt = async (batch: readonly Expansion[]): Promise<void> => {
    const isPending = await expand(needs, batch, lease);
    hasDeliveries ||= isPending;
  };
  for (const batch of batchesOf(expansions)) {
    if (signal.aborted) break;
    await attempt(batch).catch(async () => {
      // Each by itself: one that fails does not hold up the others.
      for (const expansion of batch) await attempt([expansion]).catch((error) => postpone(expansion.occurrence, error));
    });
  }
  const hasMore = claimed.length === BATCH_SIZE || expansions.some(({ next }) => next !== null);
  return { hasMore, hasDeliveries };
}

/** In their order, together at most as many recipients as one audience may have at a time. */
function batchesOf(expansions: readonly Expansion[]): Expansion[][] {
  const batches: Expansion[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const expansion of expansions) {
    size += expansion.userIds.length;
    if (size > AUDIENCE_BATCH_SIZE) {
      batches.push([]);
      size = expansion.userIds.length;
    }
    batches.at(-1)?.push(expansion);
  }
  return batches;
}

/** Notifies the users of a batch; returns whether deliveries wait to be sent. */
async function expand(needs: ExpandNeeds, batch: readonly Expansion[], lease: string): Promise<boolean> {
  const { repository, channels, streams } = needs;
  const names = [...new Set(batch.map(({ occurrence }) => occurrence.template))];
  const [listeners, ...templates] = await Promise.all([
    repository.listeners([...new Set(batch.flatMap(({ userIds }) => userIds))]),
    ...names.map((name) => repository.newestOf(name)),
  ]);
  const listenerOf = new Map(listeners.map((listener) => [listener.userId, listener]));
  const templatesOf = new Map(names.map((name, at) => [name, templates[at] ?? []]));
  const now = needs.now();
  const plans = batch.flatMap(({ occurrence, userIds }) => {
    const newest = templatesOf.get(occurrence.template) ?? [];
    if (newest.length === 0) throw new Error(`no template named ${occurrence.template}`);
    return userIds.map((userId) => {
      const listener = listenerOf.get(userId);
      return listener === undefined ? null : planNotification(occurrence, listener, newest, channels, now);
    });
  });

  const { changedInboxes, isPending } = await repository.transaction(async (store) => {
    const steps = batch.map(({ occurrence, next }) => ({ id: occurrence.id, reachedId: next }));
    const advanced = await store.advanceOccurrences(lease, steps, now);
    if (advanced.size === 0) return { changedInboxes: [], isPending: false };
    const planned = plans
      .filter((plan) => plan !== null)
      .filter((plan) => advanced.has(plan.notification.occurrenceId));
    const deliveries = planned.flatMap((plan) => plan.deliveries);
    const changedInboxes = await store.addNotifications(planned.map(({ notification }) => notification));
    await store.addDeliveries(deliveries);
    return { changedInboxes, isPending: deliveries.some(({ status }) => status === 'PENDING') };
  });
  await Promise.all(changedInboxes.map((userId) => streams.announce(INBOX_LOG, userId)));
  return isPending;
}
