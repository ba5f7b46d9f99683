import type { DeliveredEvent, EventType } from '../../../runtime/events/event-type.ts';
import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Bell } from '../../../runtime/live/bell.ts';
import { userRegistered } from '../../auth/events.ts';
import { messageSent } from '../../chat/events.ts';
import { friendRequestSent, friendshipStarted } from '../../friends/events.ts';
import { streamStarted } from '../../streaming/events.ts';
import { type NotificationType, WORK_TOPIC } from '../events.ts';
import type { NotificationsStore, OccurrenceDraft } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'addOccurrence' | 'addPreferences'>;

/** What is particular to one telling; the rest is nothing. */
type Telling = Partial<Omit<OccurrenceDraft, 'id' | 'type' | 'template'>> & { readonly type: NotificationType };

const NOTHING = {
  actorId: null,
  messageId: null,
  friendRequestId: null,
  streamId: null,
  data: {},
  audience: 'USERS',
  audienceKey: null,
  userIds: [],
  channels: [],
  groupKey: null,
  batchId: null,
} as const;

/**
 * What other domains tell, written down as something to be told to people, by the template of the event's name. Nothing is
 * asked here: whom it concerns is found out afterwards, by work that can wait for a domain that is away.
 */
export function whenSomethingHappens(now: () => Date, bell: Pick<Bell, 'ring'>): Reaction<Store>[] {
  const tell = <Payload>(type: EventType<Payload>, tellings: (payload: Payload) => readonly Telling[]) =>
    on<Payload, Store>(type, async (store, payload, event) => {
      for (const [at, telling] of tellings(payload).entries())
        await store.addOccurrence({ ...NOTHING, ...telling, id: idOf(event, at), template: type.name }, now());
      return () => bell.ring(WORK_TOPIC, {});
    });

  return [
    on<{ userId: string }, Store>(userRegistered, (store, { userId }) => store.addPreferences(userId)),
    tell(userRegistered, ({ userId, nickname }) => [{ type: 'ACCOUNT', userIds: [userId], data: { nickname } }]),
    tell(friendRequestSent, ({ requestId, senderId, receiverId }) => [
      { type: 'FRIEND_REQUEST', userIds: [receiverId], actorId: senderId, friendRequestId: requestId },
    ]),
    tell(friendshipStarted, ({ userIds: [one, other] }) => [
      { type: 'FRIENDSHIP', userIds: [one], actorId: other },
      { type: 'FRIENDSHIP', userIds: [other], actorId: one },
    ]),
    tell(messageSent, ({ messageId, conversationId, authorId }) => [
      {
        type: 'MESSAGE',
        audience: 'MESSAGE',
        audienceKey: messageId,
        actorId: authorId,
        messageId,
        groupKey: conversationId,
      },
    ]),
    tell(streamStarted, ({ streamId, hostId, title }) => [
      {
        type: 'LIVE_STREAM',
        audience: 'FRIENDS',
        audienceKey: hostId,
        actorId: hostId,
        streamId,
        data: { stream: title },
      },
    ]),
  ];
}

/** The same for the same event, however often it is delivered. */
const idOf = ({ id }: DeliveredEvent, at: number): string => `${id}:${at}`;
