import type { Sql } from '../database/database.ts';
import type { DeliveredEvent, EventType } from './event-type.ts';

/** What a domain does on another domain's event. */
export interface Reaction<Store> {
  readonly type: string;
  /**
   * Runs in one transaction with the inbox, so its effect happens once. What it throws is tried again, and after that
   * laid aside as a dead letter. May return what is to happen after the commit (ringing a bell). `sql` is the transaction.
   */
  handle(store: Store, event: DeliveredEvent, sql: Sql): Promise<AfterCommit>;
  /** Whether it is to have events that name a person who has deleted their account; those of others are passed. */
  readonly wantsDeleted?: boolean;
}

/** Work for after the commit, or nothing. */
export type AfterCommit = void | (() => Promise<void> | void);

/** Ties a handler to a kind of event. */
export const on = <Payload, Store>(
  type: EventType<Payload>,
  handle: (store: Store, payload: Payload, event: DeliveredEvent, sql: Sql) => Promise<AfterCommit>,
  options: Pick<Reaction<Store>, 'wantsDeleted'> = {},
): Reaction<Store> => ({
  ...options,
  type: type.name,
  // as: the producer's `events.ts` is the only writer of this type's payloads, and the type name ties the two.
  handle: (store, event, sql) => handle(store, event.payload as Payload, event, sql),
});
