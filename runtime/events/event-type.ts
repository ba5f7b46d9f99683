/** A kind of fact, named in the past tense: `auth.user-registered`. Payloads are plain JSON with ids, never secrets. */
export interface EventType<Payload> {
  /** `<domain>.<noun>-<verbed>`. */
  readonly name: string;
  /** Only for the type checker: what the payload is. */
  readonly payload?: Payload;
  /** Whether people are notified of it, by templates of this name. */
  readonly notifies: boolean;
}

/** Of an event that nobody is notified of: why not, for whoever reads the definition. */
export interface WithoutNotification {
  readonly notifies: false;
  readonly reason: string;
}

/** Names a kind of event. People are notified of it unless its definition says why not. Payloads only ever gain fields. */
export const defineEvent = <Payload extends object>(
  name: `${string}.${string}`,
  options?: WithoutNotification,
): EventType<Payload> => ({ name, notifies: options === undefined });

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
