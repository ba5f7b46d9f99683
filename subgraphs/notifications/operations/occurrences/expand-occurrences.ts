import { newId } from '../../../../runtime/operations/ids.ts';
import { LEASE_MS, MAX_ATTEMPTS, nextAttempt } from '../../../../runtime/resilience/retry-times.ts';
import type { NotificationsContext } from '../../context.ts';
import { INBOX_LOG } from '../../events.ts';
import type { NotificationsStore, Occurrence } from '../../repository/index.ts';
import { AUDIENCE_BATCH_SIZE, type AudienceNeeds, type AudiencePage, findAudience } from './find-audience.ts';
import { planNotification } from './plan-notification.ts';

const BATCH_SIZE = 20;

export interface ExpandNeeds extends AudienceNeeds, Pick<NotificationsContext, 'now' | 'channels'> {
  readonly streams: Pick<NotificationsContext['streams'], 'announce'>;
  readonly repository: AudienceNeeds['repository'] &
    Pick<NotificationsStore, 'claimOccurrences' | 'postponeOccurrence' | 'listeners' | 'newestOf'> & {
      transaction<T>(work: (store: ExpandStore) => Promise<T>): Promise<T>;
    };
  readonly random: () => number;
}

type ExpandStore = Pick<NotificationsStore, 'advanceOccurrences' | 'addNotifications' | 'addDeliveries'>;

/** An occurrence and the next batch of its audience. */
interface Expansion extends AudiencePage {
  readonly occurrence: Occurrence;
}

/**
 * Distributes each due occurrence to the next batch of its audience and returns the number of claimed occurrences. The
 * progress is stored in the transaction that adds the notifications, so each user is notified exactly once.
 */
export async function expandOccurrences(needs: ExpandNeeds, signal: AbortSignal): Promise<number> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimOccurrences({ limit: BATCH_SIZE, lease, now, until });
  const postpone = async (occurrence: Occurrence, error: unknown) => {
    const isLast = occurrence.attempts >= MAX_ATTEMPTS;
    const at = isLast ? null : nextAttempt(occurrence.attempts, needs.now(), needs.random);
    await needs.repository.postponeOccurrence(occurrence.id, lease, at, String(error).slice(0, 500));
  };
  const expansions = await Promise.all(
    claimed.map(async (occurrence): Promise<Expansion | null> => {
      try {
        return { occurrence, ...(await findAudience(needs, occurrence)) };
      } catch (error) {
        await postpone(occurrence, error);
        return null;
      }
    }),
  );
  for (const batch of batchesOf(expansions.filter((expansion) => expansion !== null))) {
    if (signal.aborted) break;
    await expand(needs, batch, lease).catch(async () => {
      // Each by itself: one that fails does not hold up the others.
      for (const expansion of batch)
        await expand(needs, [expansion], lease).catch((error) => postpone(expansion.occurrence, error));
    });
  }
  return claimed.length;
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

async function expand(needs: ExpandNeeds, batch: readonly Expansion[], lease: string): Promise<void> {
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

  const changedInboxes = await repository.transaction(async (store) => {
    const steps = batch.map(({ occurrence, next }) => ({ id: occurrence.id, reachedId: next }));
    const advanced = await store.advanceOccurrences(lease, steps, now);
    if (advanced.size === 0) return [];
    const planned = plans
      .filter((plan) => plan !== null)
      .filter((plan) => advanced.has(plan.notification.occurrenceId));
    const changedInboxes = await store.addNotifications(planned.map(({ notification }) => notification));
    await store.addDeliveries(planned.flatMap(({ deliveries }) => deliveries));
    return changedInboxes;
  });
  await Promise.all(changedInboxes.map((userId) => streams.announce(INBOX_LOG, userId)));
}
