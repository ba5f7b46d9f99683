import type { Logger } from 'pino';
import type { Sql } from '../database/database.ts';
import { userDeleted } from './erasure-events.ts';
import type { DeliveredEvent } from './event-type.ts';
import { deletedUsers, namedUsers } from './named-users.ts';
import type { FollowUp, Reaction } from './reaction.ts';

/** The transaction in which reactions run, and what they are. */
export interface ReactionRun<Store> {
  readonly reactions: readonly Reaction<Store>[];
  readonly store: Store;
  readonly sql: Sql;
  readonly log: Logger;
  /** Asked before each further event: whether to leave the rest. Default: never. */
  readonly isTimeOver?: () => boolean;
}

/** How far reactions came: the number of events that are handled, and what to do after the commit. */
export interface ReactionRunResult {
  readonly handled: number;
  readonly followUps: readonly FollowUp[];
}

/**
 * Runs the reactions to events, in the order of the events. Consecutive events of one type are one call where a reaction
 * takes a list. Most reactions skip an event that names a user who has deleted their account: who has is read once.
 */
export async function runReactions<Store>(
  { reactions, store, sql, log, isTimeOver = () => false }: ReactionRun<Store>,
  events: readonly DeliveredEvent[],
): Promise<ReactionRunResult> {
  const byType = Map.groupBy(reactions, ({ type }) => type);
  const namesDeleted = await readDeleted(sql, byType, events);
  const followUps: FollowUp[] = [];
  let handled = 0;
  for (const unit of unitsOf(events, byType)) {
    if (handled > 0 && isTimeOver()) break;
    for (const reaction of byType.get(unit.type) ?? []) {
      const relevant =
        reaction.wantsDeleted === true ? unit.events : unit.events.filter((event) => !namesDeleted(event));
      if (relevant.length < unit.events.length) log.debug({ type: unit.type }, 'events of deleted users are skipped');
      if (relevant.length > 0) followUps.push(...(await reaction.handle(store, relevant, sql)));
    }
    namesDeleted.learn(unit);
    handled += unit.events.length;
  }
  return { handled, followUps };
}

/** Runs what reactions have returned, after the commit: a failure here can neither undo the effect nor be retried. */
export async function runAfterCommit(followUps: readonly FollowUp[], log: Logger): Promise<void> {
  for (const followUp of followUps) {
    try {
      await followUp();
    } catch (error) {
      log.error({ err: error }, 'the work after an event failed');
    }
  }
}

/** Events of one type that are handled together. */
interface Unit {
  readonly type: string;
  readonly events: readonly DeliveredEvent[];
}

type ReactionsByType<Store> = ReadonlyMap<string, readonly Reaction<Store>[]>;

function unitsOf<Store>(events: readonly DeliveredEvent[], byType: ReactionsByType<Store>): Unit[] {
  const takesList = (type: string): boolean =>
    byType.get(type)?.some((reaction) => reaction.takesList === true) === true;
  const units: { readonly type: string; readonly events: DeliveredEvent[] }[] = [];
  for (const event of events) {
    const last = units.at(-1);
    if (last?.type === event.type && takesList(event.type)) last.events.push(event);
    else units.push({ type: event.type, events: [event] });
  }
  return units;
}

/** Whether an event names a deleted user, also one whose deletion is among the units that were handled. */
interface NamesDeleted {
  (event: DeliveredEvent): boolean;
  learn(unit: Unit): void;
}

async function readDeleted<Store>(
  sql: Sql,
  byType: ReactionsByType<Store>,
  events: readonly DeliveredEvent[],
): Promise<NamesDeleted> {
  const skipsDeleted = ({ type }: DeliveredEvent): boolean =>
    byType.get(type)?.some(({ wantsDeleted }) => wantsDeleted !== true) === true;
  const named = new Map(events.filter(skipsDeleted).map((event) => [event, namedUsers(event.payload)]));
  const deleted = await deletedUsers(sql, new Set([...named.values()].flat()));
  const learn = ({ type, events: handled }: Unit): void => {
    if (type === userDeleted.name)
      for (const { payload } of handled) for (const id of namedUsers(payload)) deleted.add(id);
  };
  return Object.assign((event: DeliveredEvent) => (named.get(event) ?? []).some((id) => deleted.has(id)), { learn });
}
