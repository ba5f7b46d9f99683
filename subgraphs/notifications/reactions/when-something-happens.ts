import type { DeliveredEvent, EventType } from '../../../runtime/events/event-type.ts';
import type { Audience, NotificationRule } from '../../../runtime/events/notification-rule.ts';
import { onAll, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Signals } from '../../../runtime/live/signals.ts';
import { userRegistered } from '../../auth/events.ts';
import { type NotificationType, OCCURRENCES_TOPIC } from '../events.ts';
import { TYPES } from '../notification-types.ts';
import { NOTIFYING_EVENTS } from '../notifying-events.ts';
import { legacySubjects } from '../operations/occurrences/legacy-subjects.ts';
import type { NotificationsStore, OccurrenceDraft } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'addOccurrences' | 'addPreferences' | 'noteMentions'>;

/** An event of any domain, with a payload of its own. */
type AnyEvent = EventType<object>;

/**
 * Records events of other domains as occurrences, as their definitions say. Calls no other domain: the audience is determined
 * later, by a job that can wait for an unavailable domain.
 */
export const whenSomethingHappens = (
  now: () => Date,
  signals: Pick<Signals, 'notify'>,
  events: readonly AnyEvent[] = NOTIFYING_EVENTS,
): Reaction<Store>[] => [
  onAll<{ userId: string }, Store>(userRegistered, (store, registrations) =>
    store.addPreferences(registrations.map(({ payload }) => payload.userId)),
  ),
  ...events.flatMap((type) =>
    type.notification === undefined ? [] : [notifyOn(type, type.notification, now, signals)],
  ),
];

const notifyOn = (
  type: AnyEvent,
  rule: NotificationRule<object>,
  now: () => Date,
  signals: Pick<Signals, 'notify'>,
): Reaction<Store> =>
  onAll<object, Store>(type, async (store, events) => {
    const drafts: OccurrenceDraft[] = [];
    for (const event of events) {
      for (const [at, audience] of rule.audience(event.payload).entries()) {
        const recipients = await recipientsOf(store, audience, now());
        if (recipients === null) continue;
        const actorId = audience.actorId ?? null;
        drafts.push({ ...draftOf(type, rule, event.payload), ...recipients, actorId, id: idOf(event, at) });
      }
    }
    if (drafts.length === 0) return undefined;
    await store.addOccurrences(drafts, now());
    return () => signals.notify(OCCURRENCES_TOPIC, {});
  });

/** What all occurrences of an event have in common. */
function draftOf(
  event: AnyEvent,
  rule: NotificationRule<object>,
  payload: object,
): Omit<OccurrenceDraft, 'id' | 'actorId' | keyof Recipients> {
  const subjects = (rule.subjects ?? []).map(({ type, id }) => ({ type, id: id(payload) }));
  const subject = subjects.find(({ id }) => id !== null) ?? null;
  return {
    type: typeNamed(rule.type.name),
    template: rule.template?.(payload) ?? event.name,
    subjectType: subject?.type ?? null,
    subjectId: subject?.id ?? null,
    ...legacySubjects(subject),
    data: rule.values?.(payload) ?? {},
    channels: rule.channels?.(payload) ?? [],
    groupKey: rule.group?.(payload) ?? null,
    batchId: null,
  };
}

function typeNamed(name: string): NotificationType {
  const type = TYPES.find((one) => one === name);
  if (type === undefined) throw new Error(`no type of notification named ${name}: run npm run generate`);
  return type;
}

type Recipients = Pick<OccurrenceDraft, 'audience' | 'audienceKey' | 'userIds'>;

/** Recipients as they are stored; null when nobody is notified. */
async function recipientsOf(store: Store, audience: Audience, now: Date): Promise<Recipients | null> {
  if (audience.kind === 'USERS') return { audience: 'USERS', audienceKey: null, userIds: audience.userIds };
  if (audience.kind === 'FRIENDS') return { audience: 'FRIENDS', audienceKey: audience.userId, userIds: [] };
  if (audience.kind === 'FOLLOWERS') return { audience: 'FOLLOWERS', audienceKey: audience.userId, userIds: [] };
  if (audience.kind === 'POST_FOLLOWERS')
    return { audience: 'POST_FOLLOWERS', audienceKey: audience.postId, userIds: [] };
  const { messageId } = audience;
  if (audience.kind === 'MESSAGE') return { audience: 'MESSAGE', audienceKey: messageId, userIds: [] };
  const userIds = await store.noteMentions(messageId, audience.userIds, now);
  if (audience.isNotifiedOtherwise || userIds.length === 0) return null;
  return { audience: 'MENTION', audienceKey: messageId, userIds };
}

/** Deterministic id, so that a redelivered event adds nothing. */
const idOf = ({ id }: DeliveredEvent, at: number): string => `${id}:${at}`;
