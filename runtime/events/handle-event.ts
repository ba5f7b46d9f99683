import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, Sql } from '../database/database.ts';
import { isOverdue } from '../database/database-errors.ts';
import { isTemporary } from '../resilience/temporary-failure.ts';
import { deadLetters, moveToDeadLetters, recordFailure, restoreDeadLetter } from './dead-letter-table.ts';
import type { DeliveredEvent } from './event-type.ts';
import { enter, remember } from './inbox-table.ts';
import { isAnyDeleted, namedUsers } from './named-users.ts';
import type { AfterCommit, Reaction } from './reaction.ts';
import type { SlowEvents } from './slow-events.ts';

/** Attempts of a handler that fails for its own reasons, before its event becomes a dead letter. */
const MAX_ATTEMPTS = 5;

/** A database that is available responds to an empty query in a few milliseconds. */
const PING_TIMEOUT_MS = 1_000;

/** Work that a reaction has left for after the commit. */
export type FollowUp = Exclude<AfterCommit, void>;

/** The dependencies of handling one event. */
export interface HandlingOptions<Store> {
  readonly consumer: string;
  readonly database: Database<Store>;
  /** The reactions to this type of event. */
  readonly reactions: readonly Reaction<Store>[];
  readonly log: Logger;
  readonly onHandled: () => void;
  /** The pause after the first failure; it grows with each further failure. */
  readonly retryMs: number;
  readonly slowEvents: SlowEvents;
}

/**
 * Handles one event in one transaction with the inbox. It becomes a dead letter after five failures of its handler, or when
 * it timed out with the database available as often as `slowEvents` allows.
 *
 * @throws temporary failures: the database or another domain is not available, or the event is paused. The caller retries
 * without limit.
 */
export async function handleEvent<Store>(
  { database, reactions, log, onHandled, retryMs, slowEvents }: HandlingOptions<Store>,
  event: DeliveredEvent,
  signal: AbortSignal,
): Promise<void> {
  const rest = slowEvents.resting(event.id);
  if (rest !== null) throw rest;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const afterwards = await database.transaction(async (store, sql) =>
        (await enter(sql, event)) ? runAll(await reactionsFor(reactions, event, sql, log), store, event, sql) : [],
      );
      slowEvents.settled(event.id);
      onHandled();
      return await runAfterCommit(afterwards, log);
    } catch (error) {
      const hasTimedOutTooOften =
        isOverdue(error) && (await isAvailable(database)) && slowEvents.failed(event.id, error);
      if (isTemporary(error) && !hasTimedOutTooOften) throw error;
      log.error({ err: error, event: event.id, type: event.type, attempt }, 'an event cannot be handled');
      if (hasTimedOutTooOften || attempt >= MAX_ATTEMPTS) {
        await database.transaction((_store, sql) => moveToDeadLetters(sql, event, String(error)));
        return slowEvents.settled(event.id);
      }
      await setTimeout(retryMs * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Handles the dead letters again and returns how many succeeded. Those that fail stay, with the new error. */
export async function retryDeadLetters<Store>(
  database: Database<Store>,
  reactions: readonly Reaction<Store>[],
  log: Logger,
): Promise<number> {
  let handled = 0;
  for (const letter of await deadLetters(database.sql)) {
    const matching = reactions.filter(({ type }) => type === letter.type);
    try {
      const afterwards = await database.transaction(async (store, sql) =>
        (await restoreDeadLetter(sql, letter.id)) && (await remember(sql, letter))
          ? runAll(await reactionsFor(matching, letter, sql, log), store, letter, sql)
          : [],
      );
      handled += 1;
      await runAfterCommit(afterwards, log);
    } catch (error) {
      log.error({ err: error, event: letter.id, type: letter.type }, 'a dead letter failed again');
      await recordFailure(database.sql, letter.id, String(error));
    }
  }
  return handled;
}

/** Whether the database responds at once. Then a handler that timed out was not waiting for the database. */
async function isAvailable({ sql }: Pick<Database<unknown>, 'sql'>): Promise<boolean> {
  const ping = sql.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([ping, setTimeout(PING_TIMEOUT_MS, false, { ref: false })]);
}

/** The reactions that handle an event. Most skip an event that names a user who has deleted their account. */
async function reactionsFor<Store>(
  reactions: readonly Reaction<Store>[],
  event: DeliveredEvent,
  sql: Sql,
  log: Logger,
): Promise<readonly Reaction<Store>[]> {
  const wantingDeleted = reactions.filter(({ wantsDeleted }) => wantsDeleted === true);
  const userIds = wantingDeleted.length === reactions.length ? [] : namedUsers(event.payload);
  if (userIds.length === 0 || !(await isAnyDeleted(sql, userIds))) return reactions;
  log.debug({ event: event.id, type: event.type }, 'an event of a deleted user is skipped');
  return wantingDeleted;
}

async function runAll<Store>(reactions: readonly Reaction<Store>[], store: Store, event: DeliveredEvent, sql: Sql) {
  const afterwards: FollowUp[] = [];
  for (const reaction of reactions) {
    const after = await reaction.handle(store, event, sql);
    if (typeof after === 'function') afterwards.push(after);
  }
  return afterwards;
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
