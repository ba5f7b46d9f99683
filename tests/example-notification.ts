import { ANONYMOUS } from '../runtime/executor/caller.ts';
import type { NotificationsContext } from '../subgraphs/notifications/context.ts';
import type { NotificationDraft } from '../subgraphs/notifications/repository/inbox.ts';
import type {
  Listener,
  Notification,
  NotificationDelivery,
  NotificationDevice,
  NotificationTemplate,
  Occurrence,
  Preferences,
} from '../subgraphs/notifications/repository/index.ts';

/** The instant of every operation test: noon in UTC, on a Friday. */
export const AT = new Date('2026-11-20T12:00:00.000Z');

/** That many minutes after the instant of the operation tests. */
export const minutesLater = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000);

/** The caller with this id, or with null a visitor. */
export const callerOf = (viewerId: string | null = 'usr_ada') => ({ ...ANONYMOUS, viewerId });

export const exampleNotification = (more: Partial<Notification> = {}): Notification => ({
  id: 'ntf_1',
  userId: 'usr_ada',
  occurrenceId: 'occ_1',
  type: 'MESSAGE',
  templateId: 'ntt_1',
  actorId: null,
  messageId: null,
  friendRequestId: null,
  streamId: null,
  subjectType: null,
  subjectId: null,
  data: {},
  groupKey: null,
  batchId: null,
  sequence: 1,
  readAt: null,
  archivedAt: null,
  createdAt: AT,
  ...more,
});

export const exampleTemplate = (more: Partial<NotificationTemplate> = {}): NotificationTemplate => ({
  id: 'ntt_1',
  name: 'test.hello',
  locale: 'en',
  version: 1,
  title: 'Hello from {{actor}}',
  body: 'It is {{what}}',
  html: null,
  createdAt: AT,
  ...more,
});

export const exampleDevice = (more: Partial<NotificationDevice> = {}): NotificationDevice => ({
  id: 'dev_1',
  userId: 'usr_ada',
  kind: 'WEBHOOK',
  name: null,
  uniqueKey: 'webhook:usr_ada:https://ada.example/',
  endpoint: 'https://ada.example/',
  p256dh: null,
  auth: null,
  createdAt: AT,
  ...more,
});

/** Preferences of a person who has set none. */
export const DEFAULT_PREFERENCES: Preferences = {
  locale: 'en',
  timeZone: 'UTC',
  quietFrom: null,
  quietTo: null,
  digestAt: 8 * 60,
  digestDay: 1,
};

/** Quiet hours around noon, which end an hour after the instant of the operation tests. */
export const QUIET_AT_NOON: Preferences = { ...DEFAULT_PREFERENCES, quietFrom: 11 * 60, quietTo: 13 * 60 };

export const exampleListener = (more: Partial<Listener> = {}): Listener => ({
  userId: 'usr_ada',
  preferences: DEFAULT_PREFERENCES,
  choices: [],
  devices: [],
  ...more,
});

export const exampleDelivery = (more: Partial<NotificationDelivery> = {}): NotificationDelivery => ({
  id: 'ntd_1',
  notificationId: 'ntf_1',
  userId: 'usr_ada',
  channel: 'WEBHOOK',
  deviceId: 'dev_1',
  status: 'PENDING',
  attempts: 1,
  dueAt: AT,
  lastError: null,
  sentAt: null,
  createdAt: AT,
  template: 'test.hello',
  batchId: null,
  ...more,
});

export const exampleOccurrence = (more: Partial<Occurrence> = {}): Occurrence => ({
  id: 'occ_1',
  type: 'MESSAGE',
  template: 'test.hello',
  actorId: null,
  messageId: null,
  friendRequestId: null,
  streamId: null,
  subjectType: null,
  subjectId: null,
  data: {},
  audience: 'USERS',
  audienceKey: null,
  userIds: ['usr_ada'],
  channels: [],
  groupKey: null,
  batchId: null,
  reachedId: null,
  attempts: 1,
  createdAt: AT,
  ...more,
});

/** Answers other domains' queries: auth's with an address, profile's with names. */
export const exampleAsk =
  ({
    email = 'ada@example.com' as string | null,
    names = {} as Readonly<Record<string, string>>,
  } = {}): NotificationsContext['ask'] =>
  async (domain) =>
    domain === 'auth'
      ? { me: { email, emailVerified: true, isEmailRefused: false } }
      : { _entities: Object.entries(names).map(([id, displayName]) => ({ id, profile: { displayName } })) };

/** An outcome of a channel that failed and may succeed later. */
export const FAILED = {
  sent: false,
  reason: 'response status 503',
  isPermanent: false,
  isGone: false,
  retryAfterSeconds: null,
} as const;

/** The example notification as it is stored. */
export const exampleDraft = (more: Partial<NotificationDraft> = {}): NotificationDraft => {
  const { sequence: _, readAt: __, archivedAt: ___, ...draft } = exampleNotification();
  return { ...draft, inInbox: true, ...more };
};
