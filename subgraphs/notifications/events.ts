import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationChannel, NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

export type { NotificationType } from './notification-types.ts';

/** Type of the notifications of `sendNotification`. */
export const announcementType = {
  name: 'ANNOUNCEMENT',
  description: 'News from the operators and from topics.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'announcements', de: 'Ankündigungen', ru: 'объявления' },
} as const satisfies NotificationTypeDefinition;

/** A mail server permanently rejected a person's address, in an attempt that began at `at`. */
export const emailRefused = defineEvent<{ readonly userId: string; readonly at: string }>(
  'notifications.email-refused',
  {
    notifies: false,
    reason: 'The account shows it, and there is no other address to write to.',
  },
);

/** Name of the durable log of each person's inbox; its keys are user ids. */
export const INBOX_LOG = { name: 'notifications.inbox' } as const;

/** Topic of the signals that an occurrence waits to be expanded. */
export const OCCURRENCES_TOPIC = 'notifications.occurrences';

/** Topic of the signals that a delivery or a digest waits to be sent. */
export const DELIVERIES_TOPIC = 'notifications.deliveries';

/** Name of the placeholder for who caused a notification; its value is looked up when the text is shown. */
export const ACTOR_PLACEHOLDER = 'actor';

/** A way to reach a person. */
export type ChannelName = NotificationChannel;

/** Channels that leave the system. */
export type OutsideChannel = Exclude<ChannelName, 'IN_APP'>;

/** How often notifications are sent over a channel. */
export type Frequency = 'AT_ONCE' | DigestSpan;

/** The period that one digest covers. */
export type DigestSpan = 'HOURLY' | 'DAILY' | 'WEEKLY';

/** In the order of the contract. */
export const FREQUENCIES = ['AT_ONCE', 'HOURLY', 'DAILY', 'WEEKLY'] as const;

/** In the order of the contract, Monday first. */
export const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** In the order of the contract. */
export const CHANNELS = ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'] as const;
