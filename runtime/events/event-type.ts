/** A kind of fact, named in the past tense: `auth.user-registered`. Payloads are plain JSON with ids, never secrets. */
export interface EventType<Payload> {
  /** `<domain>.<noun>-<verbed>`. */
  readonly name: string;
  /** Only for the type checker: what the payload is. */
  readonly payload?: Payload;
}

/** Names a kind of event; payloads change by adding fields only. */
export const defineEvent = <Payload extends object>(name: `${string}.${string}`): EventType<Payload> => ({ name });

/** An event as it reaches another domain. */
export interface DeliveredEvent {
  /** An `evt_` id, the same however often it is delivered. */
  readonly id: string;
  /** The domain that told it. */
  readonly producer: string;
  /** Changes when the producer's database was made anew and its numbers began again. */
  readonly epoch: string;
  /** 1, 2, 3 … within producer and epoch, in commit order. */
  readonly number: number;
  readonly type: string;
  readonly payload: unknown;
}

/** How far a consumer has come in a producer's events. */
export interface InboxPosition {
  readonly epoch: string;
  readonly number: number;
}
