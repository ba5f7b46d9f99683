import type { Sql } from '../database/database.ts';
import type { DeliveredEvent, EventType } from './event-type.ts';

/** A domain's handler for an event of another domain: made by `on`, or by `onAll` for lists of events. */
export interface Reaction<Store> {
  readonly type: string;
  /** Whether it takes all consecutive events of its type in one call; by default each gets a call of its own. */
  readonly takesList?: boolean;
  /**
   * Runs in one transaction with the inbox and with up to 99 other events of the producer, so that its effect happens once.
   * When it throws, the others are handled without it; it is retried, and after the last attempt the event becomes a dead
   * letter. May return work for after the commit, such as a signal. `sql` is the transaction.
   */
  handle(store: Store, events: readonly DeliveredEvent[], sql: Sql): Promise<readonly FollowUp[]>;
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

/** Work that a reaction has left for after the commit. */
export type FollowUp = Exclude<AfterCommit, void>;

type ReactionOptions<Store> = Pick<Reaction<Store>, 'snapshot' | 'wantsDeleted'>;

/** Creates a reaction to a type of event. */
export const on = <Payload, Store>(
  type: EventType<Payload>,
  handle: (store: Store, payload: Payload, event: DeliveredEvent, sql: Sql) => Promise<AfterCommit>,
  options: ReactionOptions<Store> = {},
): Reaction<Store> => ({
  ...options,
  type: type.name,
  async handle(store, events, sql) {
    const results: AfterCommit[] = [];
    for (const event of events) results.push(await handle(store, payloadOf(type, event), event, sql));
    return followUpsOf(results);
  },
});

/** An event whose payload is that of its type. */
export type EventOf<Payload> = DeliveredEvent & { readonly payload: Payload };

/** Creates a reaction that takes the consecutive events of a type as a list, of at least one, to need fewer statements. */
export const onAll = <Payload, Store>(
  type: EventType<Payload>,
  handle: (
    store: Store,
    events: readonly EventOf<Payload>[],
    sql: Sql,
  ) => Promise<AfterCommit | readonly AfterCommit[]>,
  options: ReactionOptions<Store> = {},
): Reaction<Store> => ({
  ...options,
  type: type.name,
  takesList: true,
  async handle(store, events, sql) {
    const typed = events.map((event) => ({ ...event, payload: payloadOf(type, event) }));
    return followUpsOf([await handle(store, typed, sql)].flat());
  },
});

const followUpsOf = (results: readonly AfterCommit[]): FollowUp[] =>
  results.filter((result) => typeof result === 'function');

const payloadOf = <Payload>(_type: EventType<Payload>, { payload }: DeliveredEvent): Payload =>
  // as: the producer's `events.ts` is the only writer of this type's payloads, and the type name ties the two.
  payload as Payload;
