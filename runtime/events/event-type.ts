/** A kind of fact, named in the past tense: `auth.user-registered`. Payloads are plain JSON with ids, never secrets. */
export interface EventType<Payload> {
  /** `<domain>.<noun>-<verbed>`. */
  readonly name: string;
  /** Only for the type checker: what the payload is. */
  readonly payload?: Payload;
  /** Why people are not notified of it; undefined: they are, by templates of this name. */
  readonly untold?: string | undefined;
}

/** Names a kind of event, and says why people are not notified of it when they are not; payloads change by adding fields only. */
export const defineEvent = <Payload extends object>(
  name: `${string}.${string}`,
  { untold }: { readonly untold?: string } = {},
): EventType<Payload> => ({ name, untold });

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
