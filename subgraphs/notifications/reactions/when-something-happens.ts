import type { DeliveredEvent, EventType } from '../../../runtime/events/event-type.ts';
import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Signals } from '../../../runtime/live/signals.ts';
import { securityEventRecorded, userRegistered } from '../../auth/events.ts';
import { type MemberMentioned, memberMentioned, messageSent } from '../../chat/events.ts';
import { friendRequestSent, friendshipStarted } from '../../friends/events.ts';
import { streamStarted } from '../../streaming/events.ts';
import { CHANNELS, type NotificationType, WORK_TOPIC } from '../events.ts';
import type { NotificationsStore, OccurrenceDraft } from '../repository/index.ts';

type Store = Pick<NotificationsStore, 'addOccurrence' | 'addPreferences' | 'noteMentions'>;

/** What is particular to one telling; the rest is nothing, and the template that of the event's name. */
type Telling = Partial<Omit<OccurrenceDraft, 'id' | 'type'>> & { readonly type: NotificationType };

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

/** Security events that people are not told of: what they have just done themselves, and what follows from another. */
const SILENT_KINDS: ReadonlySet<string> = new Set(['SESSION_ENDED', 'EMAIL_VERIFIED', 'PHONE_VERIFIED']);

/** Security events with a template of their own; any other is told by one that only says where to look. */
const TEMPLATED_KINDS: ReadonlySet<string> = new Set([
  'SIGNED_IN',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'EMAIL_CHANGED',
  'PHONE_CHANGED',
  'TOTP_ENABLED',
  'TOTP_DISABLED',
  'ROLE_GRANTED',
  'ROLE_REVOKED',
  'SUSPENDED',
  'RESTORED',
]);

/** Told without e-mail: auth writes to the person itself, whatever they prefer and whatever becomes of this domain. */
const MAILED_BY_AUTH: ReadonlySet<string> = new Set([
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'TOTP_ENABLED',
  'TOTP_DISABLED',
  'PASSKEY_ADDED',
  'PASSKEY_REMOVED',
  'IDENTITY_LINKED',
  'IDENTITY_UNLINKED',
  'DATA_EXPORT_REQUESTED',
]);

/**
 * What other domains tell, written down as something to be told to people, by the template of the event's name. Nothing is
 * asked here: whom it concerns is found out afterwards, by work that can wait for a domain that is away.
 */
export function whenSomethingHappens(now: () => Date, signals: Pick<Signals, 'notify'>): Reaction<Store>[] {
  const tell = <Payload>(type: EventType<Payload>, tellings: (payload: Payload) => readonly Telling[]) =>
    on<Payload, Store>(type, async (store, payload, event) => {
      for (const [at, telling] of tellings(payload).entries())
        await store.addOccurrence({ ...NOTHING, template: type.name, ...telling, id: idOf(event, at) }, now());
      return () => signals.notify(WORK_TOPIC, {});
    });

  return [
    on<{ userId: string }, Store>(userRegistered, (store, { userId }) => store.addPreferences(userId)),
    tell(userRegistered, ({ userId, nickname }) => [{ type: 'ACCOUNT', userIds: [userId], data: { nickname } }]),
    tell(securityEventRecorded, ({ userId, kind, isNewDevice }) => {
      const silent = SILENT_KINDS.has(kind) || (kind === 'SIGNED_IN' && !isNewDevice);
      if (silent) return [];
      const own = TEMPLATED_KINDS.has(kind) ? `.${kind.toLowerCase().replaceAll('_', '-')}` : '';
      const template = `${securityEventRecorded.name}${own}`;
      const channels = MAILED_BY_AUTH.has(kind) ? CHANNELS.filter((channel) => channel !== 'EMAIL') : [];
      return [{ type: 'ACCOUNT', userIds: [userId], template, channels }];
    }),
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
    on<MemberMentioned, Store>(memberMentioned, async (store, { isSent, ...mention }, event) => {
      const { messageId, conversationId, authorId } = mention;
      const userIds = await store.noteMentions(messageId, mention.userIds, now());
      // Whom a message mentions when it is sent hears of the message itself.
      if (isSent === true || userIds.length === 0) return undefined;
      const about = { actorId: authorId, messageId, groupKey: conversationId };
      const told = { type: 'MESSAGE', audience: 'MENTION', audienceKey: messageId, userIds, ...about } as const;
      await store.addOccurrence({ ...NOTHING, template: memberMentioned.name, ...told, id: idOf(event, 0) }, now());
      return () => signals.notify(WORK_TOPIC, {});
    }),
    tell(streamStarted, ({ streamId, hostId, title, visibility = 'PUBLIC' }) => [
      {
        type: 'LIVE_STREAM',
        audience: 'FRIENDS',
        audienceKey: hostId,
        actorId: hostId,
        streamId,
        data: { stream: title, visibility },
      },
    ]),
  ];
}

/** The same for the same event, however often it is delivered. */
const idOf = ({ id }: DeliveredEvent, at: number): string => `${id}:${at}`;
