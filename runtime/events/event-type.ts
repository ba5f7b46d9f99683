import type { NotificationRule } from './notification-rule.ts';

/** A kind of fact, named in the past tense: `auth.user-registered`. Payloads are plain JSON with ids, never secrets. */
export interface EventType<Payload> {
  /** `<domain>.<noun>-<verbed>`. */
  readonly name: string;
  /** Only for the type checker: what the payload is. */
  readonly payload?: Payload;
  /** Whether people are notified of it. */
  readonly notifies: boolean;
  /** How people are notified of it; absent when they are not. */
  readonly notification?: NotificationRule<Payload>;
  /** Whether it is about money: then reactions have `wantsDeleted`, which `npm run check` demands. */
  readonly isAboutMoney?: boolean;
}

/** What every definition of an event may say. */
interface EventMarks {
  /** Whether it moves, owes or settles money, so that it counts when one of its people has deleted their account. */
  readonly isAboutMoney?: boolean;
}

/** Of an event that nobody is notified of: why not, for whoever reads the definition. */
export interface WithoutNotification {
  readonly notifies: false;
  readonly reason: string;
}

/** Of an event that people are notified of: how. Texts are in the folder `notifications` of the domain. */
export interface WithNotification<Payload> {
  readonly notifies: NotificationRule<Payload>;
}

/** Names a kind of event, and states how people are notified of it or why they are not. Payloads only ever gain fields. */
export const defineEvent = <Payload extends object>(
  name: `${string}.${string}`,
  { notifies, isAboutMoney }: EventMarks & (WithNotification<Payload> | WithoutNotification),
): EventType<Payload> => ({
  name,
  ...(notifies === false ? { notifies } : { notifies: true, notification: notifies }),
  ...(isAboutMoney === true ? { isAboutMoney } : {}),
});

/** An event as it reaches another domain. */
export interface DeliveredEvent {
  /** An `evt_` id, the same however often it is delivered. */
  readonly id: string;
  /** The domain that published it. */
  readonly producer: string;
  /** Changes when the producer's database was made anew, restored or failed over: numbers may be given again. */
  readonly epoch: string;
  /** 1, 2, 3 … within producer and epoch, in commit order. */
  readonly number: number;
  readonly type: string;
  readonly payload: unknown;
}

/** The last event of a producer that a consumer has handled. */
export interface InboxPosition {
  readonly epoch: string;
  readonly number: number;
}
