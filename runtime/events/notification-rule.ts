/** A way to reach a person. */
export type NotificationChannel = 'IN_APP' | 'EMAIL' | 'PUSH' | 'TELEGRAM' | 'WEBHOOK';

/**
 * A value of the enum `NotificationType`: people set preferences for each. A domain exports its types from its `events.ts`;
 * `npm run generate` writes the enum.
 */
export interface NotificationTypeDefinition {
  /** Name of the enum value, `UPPER_SNAKE`. */
  readonly name: string;
  /** Description of the enum value: one sentence on one line. */
  readonly description: string;
  /** Channels that are enabled until a person chooses otherwise. */
  readonly channels: readonly NotificationChannel[];
  /** Names the type in a list of subjects of e-mails, by language: `friend requests`. */
  readonly labels: Readonly<Record<string, string>> & { readonly en: string; readonly ru: string };
}

/** Who is notified, and who caused it. */
export type Audience = { readonly actorId?: string } & (
  | { readonly kind: 'USERS'; readonly userIds: readonly string[] }
  /** All friends of a user, as the friends domain lists them at the time of distribution. */
  | { readonly kind: 'FRIENDS'; readonly userId: string }
  /** Recipients of a chat message, as chat names them at the time of distribution. */
  | { readonly kind: 'MESSAGE'; readonly messageId: string }
  | MentionedUsers
  /** Those followers of its author who asked to be notified, as social names them for a post at the time of distribution. */
  /** All who follow a user, as the social domain lists them at the time of distribution. */
  | { readonly kind: 'FOLLOWERS'; readonly userId: string }
  | { readonly kind: 'POST_FOLLOWERS'; readonly postId: string }
);

/** Users whom a chat message mentions: each is notified once per message, if chat confirms that they may read it. */
interface MentionedUsers {
  readonly kind: 'MENTION';
  readonly messageId: string;
  readonly userIds: readonly string[];
  /** Whether the mention is only recorded, because they are notified of the message itself. */
  readonly isNotifiedOtherwise: boolean;
}

/** An entity that a notification can be about: a member of the union `NotificationSubject`. */
export interface NotificationSubjectRule<Payload> {
  /** Name of the entity's type, whose key is `id`. */
  readonly type: string;
  /** Id of the entity; null when this event is not about one. */
  id(payload: Payload): string | null;
}

/** How people are notified of an event. */
export interface NotificationRule<Payload> {
  readonly type: NotificationTypeDefinition;
  /** Whom to notify. Each audience has its own actor; nobody is notified when there is none. */
  audience(payload: Payload): readonly Audience[];
  /** The first that has an id is the subject of the notification. */
  readonly subjects?: readonly NotificationSubjectRule<Payload>[];
  /** While a notification of the group is unread in an inbox, no other of the group is added to it. */
  group?(payload: Payload): string;
  /** Name of the template; that of the event when absent. */
  template?(payload: Payload): string;
  /** Values of the template's placeholders. `actor` is looked up when the text is shown. */
  values?(payload: Payload): Readonly<Record<string, string>>;
  /** The only channels to use; those that each person chose when absent or empty. */
  channels?(payload: Payload): readonly NotificationChannel[];
}

/** Whether a value that a domain's `events.ts` exports is a type of notification. */
export const isNotificationType = (value: unknown): value is NotificationTypeDefinition =>
  typeof value === 'object' && value !== null && 'labels' in value && 'channels' in value && 'description' in value;
