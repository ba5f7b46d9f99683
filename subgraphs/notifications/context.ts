import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ChannelName, NotificationType, OutsideChannel } from './events.ts';
import type {
  Notification,
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
  /** What may replace each other on a screen; null for what stands alone. */
  readonly groupKey: string | null;
  readonly createdAt: Date;
  /** E-mail address, or that of the device. */
  readonly address: string;
  /** Null for e-mail. */
  readonly device: NotificationDevice | null;
  /** Where one click ends letters of this kind; null for what cannot be ended, and for other channels. */
  readonly unsubscribeUrl: string | null;
}

/** What one click ends: letters of these types to this person. */
interface Unsubscription {
  readonly userId: string;
  readonly types: readonly NotificationType[];
}

/** What came of handing something to a channel. */
export type Outcome =
  | { readonly sent: true }
  | {
      readonly sent: false;
      /** Without secrets: it is stored and shown to those who run the place. */
      readonly reason: string;
      /** Whether trying again is of no use. */
      readonly isPermanent: boolean;
      /** Whether the device is no more and to be forgotten, or the e-mail address refused for good. */
      readonly isGone: boolean;
      /** When the other side wants to be tried again at the earliest; null when it did not say. */
      readonly retryAfterSeconds: number | null;
    };

/** The ways out of the system, as far as they are set up. */
export interface Channels {
  isAvailable(channel: ChannelName): boolean;
  /** Never rejects: what goes wrong is an outcome. */
  send(channel: OutsideChannel, outgoing: Outgoing): Promise<Outcome>;
  /** What is wrong with an address for requests; null when nothing is. */
  objectionTo(address: string): Promise<string | null>;
  /** For `applicationServerKey`; null while push is not set up. */
  readonly pushPublicKey: string | null;
  /** What a webhook's requests are signed with, `whsec_…`. */
  webhookSecret(deviceId: string): string;
  /** Where to press Start; null while Telegram is not set up. */
  telegramLink(code: string): string | null;
  /** Whether a request shows the secret that Telegram was given with the webhook's address. */
  isTelegram(secretToken: string | null): boolean;
  /** Where one click ends these letters, signed; null while nobody knows where this place is reached. */
  unsubscribeUrl(unsubscription: Unsubscription): string | null;
  /** What such an address stands for; null when it was not signed here. */
  readUnsubscribeToken(token: string): Unsubscription | null;
  close(): Promise<void>;
}

/** What resolvers and operations of this domain may reach. Made anew for each request and each event of a subscription. */
export interface NotificationsContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly repository: NotificationsRepository;
  readonly channels: Channels;
  readonly inboxLog: DurableLog<Notification>;
  /** Notifications in the viewer's inbox. */
  readonly notifications: { load(id: string): Promise<Notification | null>; clear(id: string): unknown };
  readonly templates: { load(id: string): Promise<NotificationTemplate | null> };
  /** What the viewer may know others by; null where that is nothing. Never rejects: a name is not worth a list. */
  readonly names: { load(userId: string): Promise<string | null> };
  /** How the viewer stands with others. */
  readonly relations: { load(userId: string): Promise<Relation | null> };
  /** Where the viewer's inbox stands; read once and before the lists of the same operation. */
  inboxSequence(): Promise<number>;
}

/** One payload of `notificationAdded`. */
export type InboxEvent = LogEvent<Notification>;
