import type { EventType } from './event-type.ts';

/** A page of one kind of facts. */
export interface FactPage<Payload extends object> {
  readonly payloads: readonly Payload[];
  /** The key to continue after; null at the end. */
  readonly next: string | null;
}

/**
 * The current facts of one kind, as payloads of the event that would state each. A domain declares them so that a
 * consumer that is new, or has missed events that are pruned, gets a complete copy.
 */
export interface SnapshotSource {
  /** Name of the event type. */
  readonly type: string;
  /** Facts in an order that never changes, from `after` on. */
  readPage(after: string | null, limit: number): Promise<FactPage<object>>;
  /** Their number, to show progress; an estimate will do. */
  count(): Promise<number>;
}

/** Declares the facts that events of a type state. */
export const snapshotOf = <Payload extends object>(
  type: EventType<Payload>,
  read: {
    readonly readPage: (after: string | null, limit: number) => Promise<FactPage<Payload>>;
    readonly count: () => Promise<number>;
  },
): SnapshotSource => ({ type: type.name, ...read });
