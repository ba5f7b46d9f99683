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

/** Occurrence of an event; absent fields are empty and the template is named like the event. */
type NotificationDraft = Partial<Omit<OccurrenceDraft, 'id' | 'type'>> & { readonly type: NotificationType };

const EMPTY_DRAFT = {
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

/** Security events without a notification: what users just did themselves, and consequences of other events. */
const SILENT_KINDS: ReadonlySet<string> = new Set(['SESSION_ENDED', 'EMAIL_VERIFIED', 'PHONE_VERIFIED']);

/** Security events with their own template; others use a generic one. */
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

/** Not sent by email here: the auth domain sends these itself, regardless of preferences. */
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
 * Records events of other domains as occurrences, with the template named like the event. Calls no other domain: the audience
 * is determined later, by a job that can wait for an unavailable domain.
 */
export function whenSomethingHappens(now: () => Date, signals: Pick<Signals, 'notify'>): Reaction<Store>[] {
  const notifyOn = <Payload>(type: EventType<Payload>, draftsOf: (payload: Payload) => readonly NotificationDraft[]) =>
    on<Payload, Store>(type, async (store, payload, event) => {
      for (const [at, draft] of draftsOf(payload).entries())
        await store.addOccurrence({ ...EMPTY_DRAFT, template: type.name, ...draft, id: idOf(event, at) }, now());
      return () => signals.notify(WORK_TOPIC, {});
    });

  return [
    on<{ userId: string }, Store>(userRegistered, (store, { userId }) => store.addPreferences(userId)),
    notifyOn(userRegistered, ({ userId, nickname }) => [{ type: 'ACCOUNT', userIds: [userId], data: { nickname } }]),
    notifyOn(securityEventRecorded, ({ userId, kind, isNewDevice }) => {
      const silent = SILENT_KINDS.has(kind) || (kind === 'SIGNED_IN' && !isNewDevice);
      if (silent) return [];
      const own = TEMPLATED_KINDS.has(kind) ? `.${kind.toLowerCase().replaceAll('_', '-')}` : '';
      const template = `${securityEventRecorded.name}${own}`;
      const channels = MAILED_BY_AUTH.has(kind) ? CHANNELS.filter((channel) => channel !== 'EMAIL') : [];
      return [{ type: 'ACCOUNT', userIds: [userId], template, channels }];
    }),
    notifyOn(friendRequestSent, ({ requestId, senderId, receiverId }) => [
      { type: 'FRIEND_REQUEST', userIds: [receiverId], actorId: senderId, friendRequestId: requestId },
    ]),
    notifyOn(friendshipStarted, ({ userIds: [one, other] }) => [
      { type: 'FRIENDSHIP', userIds: [one], actorId: other },
      { type: 'FRIENDSHIP', userIds: [other], actorId: one },
    ]),
    notifyOn(messageSent, ({ messageId, conversationId, authorId }) => [
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
      // Users mentioned when the message is sent are notified of the message itself.
      if (isSent === true || userIds.length === 0) return undefined;
      const about = { actorId: authorId, messageId, groupKey: conversationId };
      const draft = { type: 'MESSAGE', audience: 'MENTION', audienceKey: messageId, userIds, ...about } as const;
      await store.addOccurrence(
        { ...EMPTY_DRAFT, template: memberMentioned.name, ...draft, id: idOf(event, 0) },
        now(),
      );
      return () => signals.notify(WORK_TOPIC, {});
    }),
    notifyOn(streamStarted, ({ streamId, hostId, title, visibility = 'PUBLIC' }) => [
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

/** Deterministic id, so that a redelivered event adds nothing. */
const idOf = ({ id }: DeliveredEvent, at: number): string => `${id}:${at}`;
