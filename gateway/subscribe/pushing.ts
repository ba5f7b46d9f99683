import type { ExecutionResult } from 'graphql';

/** One event of a shared stream: executed and serialized once for all subscribers. */
export interface SharedEvent {
  readonly result: ExecutionResult;
  /** The result as JSON. */
  readonly text: string;
  /** Its position in the source; null on a stream without cursors. */
  readonly cursor: string | null;
}

/** Why a stream ended; null when it completed. */
export type Ending = { readonly error: unknown } | null;

/** Receives the events of a stream as they arrive. */
export interface EventSink {
  /** Accepts an event. False: send no more until `resume` is called. */
  next(event: SharedEvent): boolean;
  /** Called after the last event. */
  end(ending: Ending): void;
}

/** A stream that can be pushed to a sink instead of being pulled: one of the two, never both. */
export interface Pushing {
  push(sink: EventSink): Pushed;
}

/** Flow control for the receiver of a pushed stream. */
export interface Pushed {
  resume(): void;
  close(): void;
}
