import type { Caller } from '../../runtime/executor/caller.ts';
import type { DeliveryOutcome } from '../../runtime/http/delivery-outcome.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { AppealLinks } from '../../runtime/signed-links/appeal-links.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ChannelName, NotificationType, OutsideChannel } from './events.ts';
import type {
  Notification,
  NotificationDelivery,
  NotificationDevice,
  NotificationsRepository,
  NotificationTemplate,
  Relation,
} from './repository/index.ts';

/** What is handed to a channel: everything said already, in the reader's language. */
export interface Outgoing {
  /** The same in every attempt: what channels that can tell repetitions apart are given to do so. */
  readonly deliveryId: string;
  readonly notificationId: string;
  readonly type: NotificationType;
  readonly template: string;
  /** Plain text on one line. */
  readonly title: string;
  /** Plain text, without markup. */
  readonly body: string;
  /** Markup with escaped values, for e-mail. */
  readonly html: string;
  /** Notifications of one group may replace each other on a screen; null for one without a group. */
  readonly groupKey: string | null;
  readonly createdAt: Date;
  /** E-mail address, or that of the device. */
  readonly address: string;
  /** Null for e-mail. */
  readonly device: NotificationDevice | null;
  /** Address that turns off e-mails of this type with one click; null when they cannot be turned off, and for other channels. */
  readonly unsubscribeUrl: string | null;
}

/** What one click turns off: e-mails of these types to this person. */
interface Unsubscription {
  readonly userId: string;
  readonly types: readonly NotificationType[];
}

/** Outcome of sending over a channel. */
export type Outcome = DeliveryOutcome;

/** The channels that leave the system, as far as they are configured. */
export interface Channels {
  isAvailable(channel: ChannelName): boolean;
  /** Never rejects: failures are outcomes. */
  send(channel: OutsideChannel, outgoing: Outgoing): Promise<Outcome>;
  /** Why requests may not be sent to an address; null when they may. */
  objectionTo(address: string): Promise<string | null>;
  /** For `applicationServerKey`; null when push is not configured. */
  readonly pushPublicKey: string | null;
  /** Secret that a webhook's requests are signed with, `whsec_…`. */
  webhookSecret(deviceId: string): string;
  /** Link that opens the bot with the code; null when Telegram is not configured. */
  telegramLink(code: string): string | null;
  /** Whether a request carries the secret that Telegram received with the webhook's address. */
  isTelegram(secretToken: string | null): boolean;
  /** Signed address that ends these e-mails with one click; null when no public address is configured. */
  unsubscribeUrl(unsubscription: Unsubscription): string | null;
  /** Reads the token of such an address; null when its signature is not valid. */
  readUnsubscribeToken(token: string): Unsubscription | null;
  /** Address by which somebody who is suspended appeals without signing in; null when no public address is configured. */
  appealUrl(appeal: Parameters<AppealLinks['urlOf']>[0]): string | null;
  close(): Promise<void>;
}

/** What resolvers and operations of this domain may use; created for each request and each event of a subscription. */
export interface NotificationsContext {
  readonly caller: Caller;
  /** As in the logs; null when no request causes what is done. */
  readonly requestId: string | null;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly repository: NotificationsRepository;
  readonly channels: Channels;
  readonly inboxLog: DurableLog<Notification>;
  /** Notifications in the viewer's inbox. */
  readonly notifications: { load(id: string): Promise<Notification | null>; clear(id: string): unknown };
  /** Devices of the viewer. */
  readonly devices: { load(id: string): Promise<NotificationDevice | null> };
  readonly deliveries: { load(id: string): Promise<NotificationDelivery | null> };
  readonly templates: { load(id: string): Promise<NotificationTemplate | null> };
  /** Names of others that the viewer may see; null when hidden. Never rejects: a missing name must not fail a whole list. */
  readonly names: { load(userId: string): Promise<string | null> };
  /** Whether moderators have hidden what a notification is about, by its id. */
  readonly hiddenSubjects: { load(subjectId: string): Promise<boolean | null> };
  /** Relations of the viewer to others. */
  readonly relations: { load(userId: string): Promise<Relation | null> };
  /** The newest sequence of the viewer's inbox. */
  readonly inboxPosition: SnapshotPosition<number>;
}

/** One payload of `notificationAdded`. */
export type InboxEvent = LogEvent<Notification>;
