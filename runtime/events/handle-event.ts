import { setTimeout } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Database, Sql } from '../database/database.ts';
import { isOverdue, isTransient } from '../database/database-errors.ts';
import { deadLetters, moveToDeadLetters, recordFailure, restoreDeadLetter } from './dead-letter-table.ts';
import type { DeliveredEvent } from './event-type.ts';
import { enter, remember } from './inbox-table.ts';
import { isAnyDeleted, namedUsers } from './named-users.ts';
import type { AfterCommit, Reaction } from './reaction.ts';
import type { SlowEvents } from './slow-events.ts';

/** A handler that fails for its own reasons is tried so often before its event is laid aside. */
const ATTEMPTS = 5;

/** A database that is there needs some milliseconds for nothing. */
const ANSWERS_WITHIN_MS = 1_000;

/** What handling one event takes. */
export interface HandlingOptions<Store> {
  readonly consumer: string;
  readonly database: Database<Store>;
  /** Those on this kind of event. */
  readonly reactions: readonly Reaction<Store>[];
  readonly log: Logger;
  readonly onHandled: () => void;
  /** The pause after the first failure; it grows with each further one. */
  readonly retryMs: number;
  readonly slowEvents: SlowEvents;
}

/**
 * Handles one event in one transaction with the inbox; laid aside as a dead letter after five failures of its own, or when
 * it has run out of time so often, while the database was there, that `slowEvents` gives it up.
 *
 * @throws what is only so for now: the database or another domain is away, or the event rests. The caller tries again, for
 * ever.
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
        (await enter(sql, event)) ? runAll(await stillWanted(reactions, event, sql, log), store, event, sql) : [],
      );
      slowEvents.settled(event.id);
      onHandled();
      return await runAfterwards(afterwards, log);
    } catch (error) {
      const isGivenUp = isOverdue(error) && (await isThere(database)) && slowEvents.failed(event.id, error);
      if (isPassing(error) && !isGivenUp) throw error;
      log.error({ err: error, event: event.id, type: event.type, attempt }, 'an event cannot be handled');
      if (isGivenUp || attempt >= ATTEMPTS) {
        await database.transaction((_store, sql) => moveToDeadLetters(sql, event, String(error)));
        return slowEvents.settled(event.id);
      }
      await setTimeout(retryMs * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Handles the dead letters once more; those that fail again stay, with the new error. Answers how many were handled. */
export async function retryDeadLetters<Store>(
  database: Database<Store>,
  reactions: readonly Reaction<Store>[],
  log: Logger,
): Promise<number> {
  let handled = 0;
  for (const letter of await deadLetters(database.sql)) {
    const wanted = reactions.filter(({ type }) => type === letter.type);
    try {
      const afterwards = await database.transaction(async (store, sql) =>
        (await restoreDeadLetter(sql, letter.id)) && (await remember(sql, letter))
          ? runAll(await stillWanted(wanted, letter, sql, log), store, letter, sql)
          : [],
      );
      handled += 1;
      await runAfterwards(afterwards, log);
    } catch (error) {
      log.error({ err: error, event: letter.id, type: letter.type }, 'a dead letter failed again');
      await recordFailure(database.sql, letter.id, String(error));
    }
  }
  return handled;
}

/** Whether the database answers at once: then what ran out of time did not wait for it to come back. */
async function isThere({ sql }: Pick<Database<unknown>, 'sql'>): Promise<boolean> {
  const answered = sql.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, setTimeout(ANSWERS_WITHIN_MS, false, { ref: false })]);
}

/** The database is away, or a domain that the handler asked. */
const isPassing = (error: unknown): boolean =>
  isTransient(error) || (error instanceof GraphQLError && error.extensions['retryable'] === true);

/** Those that are to have the event: when it names a person who has deleted their account, it comes too late for most. */
async function stillWanted<Store>(
  reactions: readonly Reaction<Store>[],
  event: DeliveredEvent,
  sql: Sql,
  log: Logger,
): Promise<readonly Reaction<Store>[]> {
  const whatever = reactions.filter(({ wantsDeleted }) => wantsDeleted === true);
  const userIds = whatever.length === reactions.length ? [] : namedUsers(event.payload);
  if (userIds.length === 0 || !(await isAnyDeleted(sql, userIds))) return reactions;
  log.debug({ event: event.id, type: event.type }, 'an event of a deleted person is passed');
  return whatever;
}

async function runAll<Store>(reactions: readonly Reaction<Store>[], store: Store, event: DeliveredEvent, sql: Sql) {
  const afterwards: Exclude<AfterCommit, void>[] = [];
  for (const reaction of reactions) {
    const after = await reaction.handle(store, event, sql);
    if (typeof after === 'function') afterwards.push(after);
  }
  return afterwards;
}

/** The effect is committed: what fails here can neither undo it nor be tried again. */
async function runAfterwards(afterwards: readonly Exclude<AfterCommit, void>[], log: Logger): Promise<void> {
  for (const after of afterwards) {
    try {
      await after();
    } catch (error) {
      log.error({ err: error }, 'what was to follow an event failed');
    }
  }
}
