import { newId } from '../../../../runtime/operations/ids.ts';
import { LEASE_MS, MAX_ATTEMPTS, nextAttempt } from '../../../../runtime/resilience/retry-times.ts';
import type { NotificationsContext } from '../../context.ts';
import { INBOX_LOG } from '../../events.ts';
import type { NotificationsStore, Occurrence } from '../../repository/index.ts';
import { type AudienceNeeds, findAudience } from './find-audience.ts';
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

type ExpandStore = Pick<NotificationsStore, 'advanceOccurrence' | 'addNotifications' | 'addDeliveries'>;

/**
 * Distributes each due occurrence to the next batch of its audience and returns the number of claimed occurrences. The
 * progress is stored in the transaction that adds the notifications, so each user is notified exactly once.
 */
export async function expandOccurrences(needs: ExpandNeeds, signal: AbortSignal): Promise<number> {
  const now = needs.now();
  const lease = newId('lse', now);
  const until = new Date(now.getTime() + LEASE_MS);
  const claimed = await needs.repository.claimOccurrences({ limit: BATCH_SIZE, lease, now, until });
  for (const occurrence of claimed) {
    if (signal.aborted) break;
    try {
      await expandOne(needs, occurrence, lease);
    } catch (error) {
      const isLast = occurrence.attempts >= MAX_ATTEMPTS;
      const at = isLast ? null : nextAttempt(occurrence.attempts, needs.now(), needs.random);
      await needs.repository.postponeOccurrence(occurrence.id, lease, at, String(error).slice(0, 500));
    }
  }
  return claimed.length;
}

async function expandOne(needs: ExpandNeeds, occurrence: Occurrence, lease: string): Promise<void> {
  const { repository, channels, streams } = needs;
  const { userIds, next } = await findAudience(needs, occurrence);
  const [listeners, templates] = await Promise.all([
    repository.listeners(userIds),
    repository.newestOf(occurrence.template),
  ]);
  if (templates.length === 0) throw new Error(`no template named ${occurrence.template}`);
  const now = needs.now();
  const plans = listeners
    .map((listener) => planNotification(occurrence, listener, templates, channels, now))
    .filter((plan) => plan !== null);

  const changedInboxes = await repository.transaction(async (store) => {
    if (!(await store.advanceOccurrence(occurrence.id, lease, next, now))) return [];
    const changedInboxes = await store.addNotifications(plans.map(({ notification }) => notification));
    await store.addDeliveries(plans.flatMap(({ deliveries }) => deliveries));
    return changedInboxes;
  });
  await Promise.all(changedInboxes.map((userId) => streams.announce(INBOX_LOG, userId)));
}
