import type { Sql } from '../database/database.ts';
import type { DeliveredEvent, EventType } from './event-type.ts';

/** A domain's handler for an event of another domain. */
export interface Reaction<Store> {
  readonly type: string;
  /**
   * Runs in one transaction with the inbox and with up to 99 other events of the producer, so that its effect happens once.
   * When it throws, the others are handled without it; it is retried, and after the last attempt the event becomes a dead
   * letter. May return work for after the commit, such as a signal. `sql` is the transaction.
   */
  handle(store: Store, event: DeliveredEvent, sql: Sql): Promise<AfterCommit>;
  /**
   * Present when it handles many events with fewer statements: consecutive ones of its type, in their order and at least one.
   * Takes the place of `handle` then.
   */
  handleAll?(store: Store, events: readonly DeliveredEvent[], sql: Sql): Promise<AfterCommit>;
  /** Present when it also handles facts of a snapshot, which come in no order: an older one must not replace a newer one. */
  readonly snapshot?: SnapshotHandling<Store>;
  /** Whether it also handles events that name a user who has deleted their account; by default they are skipped. */
  readonly wantsDeleted?: boolean;
}

/** How a reaction takes a snapshot. */
export interface SnapshotHandling<Store> {
  /** Ends what the domain's copy holds and neither an event nor the snapshot has named since `startedAt`, by the database's clock. */
  endUnconfirmed?(store: Store, startedAt: Date, sql: Sql): Promise<void>;
}

/** Work to run after the commit, or nothing. */
export type AfterCommit = void | (() => Promise<void> | void);

/** Creates a reaction to a type of event. */
export const on = <Payload, Store>(
  type: EventType<Payload>,
  handle: (store: Store, payload: Payload, event: DeliveredEvent, sql: Sql) => Promise<AfterCommit>,
  options: Pick<Reaction<Store>, 'snapshot' | 'wantsDeleted'> = {},
): Reaction<Store> => ({
  ...options,
  type: type.name,
  // as: the producer's `events.ts` is the only writer of this type's payloads, and the type name ties the two.
  handle: (store, event, sql) => handle(store, event.payload as Payload, event, sql),
});

/** Creates a reaction that takes the consecutive events of its type as a list. */
export function onAll<Payload, Store>(
  type: EventType<Payload>,
  handleAll: (
    store: Store,
    payloads: readonly Payload[],
    events: readonly DeliveredEvent[],
    sql: Sql,
  ) => Promise<AfterCommit>,
  options: Pick<Reaction<Store>, 'snapshot' | 'wantsDeleted'> = {},
): Reaction<Store> {
  const handleEvents = (store: Store, events: readonly DeliveredEvent[], sql: Sql): Promise<AfterCommit> =>
    // as: the producer's `events.ts` is the only writer of this type's payloads, and the type name ties the two.
    handleAll(store, events.map(({ payload }) => payload) as Payload[], events, sql);
  return {
    ...options,
    type: type.name,
    handle: (store, event, sql) => handleEvents(store, [event], sql),
    handleAll: handleEvents,
  };
}
