import type { ExecutionResult } from 'graphql';

/** One event of a shared stream: executed once, serialised once, for everyone who follows. */
export interface SharedEvent {
  readonly result: ExecutionResult;
  /** The result as JSON. */
  readonly text: string;
  /** Where it stands in the source; null on a stream without cursors. */
  readonly cursor: string | null;
}

/** How a stream has come to its end; null: in good order. */
export type Ending = { readonly error: unknown } | null;

/** Who takes a stream's events as they come. */
export interface EventSink {
  /** Takes an event; false: this one is taken, but no more for now, until `resume`. */
  next(event: SharedEvent): boolean;
  /** There is nothing more to come. */
  end(ending: Ending): void;
}

/** A stream that can be had pushed instead of pulled: one of the two, never both. */
export interface Pushing {
  push(sink: EventSink): Pushed;
}

/** How who is pushed to says that they can take more, or want no more. */
export interface Pushed {
  resume(): void;
  close(): void;
}
